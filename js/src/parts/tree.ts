// A JSON value as a tree of native disclosures. Children are made when a branch is opened, and a
// hundred at a time, so that ten thousand tokens cost nothing until looked at.
import { button, h, set } from "../lib/dom";
import * as strings from "../lib/strings";

const PORTION = 100;

export function tree(name: string, value: unknown, open = false): HTMLElement {
  if (typeof value !== "object" || value === null) {
    return h("div", { dir: "auto" }, `${name}: ${JSON.stringify(value) ?? null}`);
  }
  const entries = Object.entries(value);
  const node = h(
    "details",
    { open },
    h("summary", "", `${name} `, h("i", "", `${entries.length}`)),
  );
  const grow = () => {
    const made = entries.splice(0, PORTION).map(([key, inner]) => tree(key, inner));
    node.append(...made);
    const rest = button(strings.showMore(entries.length), () => {
      rest.remove();
      grow().focus();
    });
    if (entries.length) {
      node.append(rest);
      return rest;
    }
    // The last button of its kind leaves the focus to the first entry that it brought.
    const [first = node] = made;
    return first.querySelector("summary") ?? set(first, { tabIndex: -1 });
  };
  node.addEventListener("toggle", grow, { once: true });
  return node;
}

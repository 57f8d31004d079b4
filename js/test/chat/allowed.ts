// What a message may put into a page. Everything else of it is text.
import { expect } from "vitest";

const SHARED = ["class", "dir", "tabindex", "role", "aria-label", "title"];
const ELEMENTS: Record<string, string[]> = {
  A: ["href", "target", "rel"],
  BUTTON: ["type"],
  IMG: ["alt", "src", "referrerpolicy"],
  OL: ["start"],
  TH: ["scope"],
};
for (const name of [
  "BLOCKQUOTE BR CODE DEL DIV EM H3 H4 H5 H6 HR LI P PRE SPAN STRONG TABLE TBODY TD THEAD TR UL",
]
  .join(" ")
  .split(" ")) {
  ELEMENTS[name] ??= [];
}

/** What of a node is none of that. */
export function foreign(root: Element): string[] {
  return [...root.querySelectorAll("*")].flatMap((node) => {
    const attributes = ELEMENTS[node.tagName];
    if (!attributes || node.namespaceURI !== "http://www.w3.org/1999/xhtml") {
      return [node.outerHTML];
    }
    const links = !/^(?:https?:\/\/|mailto:)/.test(node.getAttribute("href") ?? "mailto:");
    return [
      ...node
        .getAttributeNames()
        .filter((name) => ![...SHARED, ...attributes].includes(name))
        .map((name) => `${node.tagName} ${name}`),
      ...(links ? [node.outerHTML] : []),
    ];
  });
}

/** Fail where a node holds what is foreign; only then an assertion is made, for there are thousands. */
export function clean(root: Element, text: string): void {
  const found = foreign(root);
  if (found.length) {
    expect.fail(`${found.join("\n")}\nof ${text}`);
  }
}

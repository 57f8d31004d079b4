// The panel of parameters: how many are set, the help of the one in hand, and a way back to none.
import { button, type Disclosure, disclosure, h } from "../lib/dom";
import * as strings from "../lib/strings";
import type { Section } from "../protocol";
import type { FormState } from "./form";
import type { Row } from "./row";

export function parameters(rows: Row[], sections: Section[], form: FormState): Disclosure {
  const help = h("div", "help", strings.parameterHelp);
  const resetAll = () => {
    for (const row of rows) {
      form.write(row, null);
    }
  };
  const explain = (event: Event) => {
    const row = rows.find(({ node }) => node.contains(event.target as Node));
    if (row) {
      help.textContent = `${row.field.name}: ${strings.help(row.field)}`;
    }
  };
  const panel = h(
    "div",
    { class: "hfw-panel", role: "group", "aria-label": strings.parameters, onmouseover: explain },
    h("div", "grid", ...sections.map((section) => group(section, rows))),
    h("div", "bar", help, button(strings.resetAll, resetAll)),
  );
  // onfocus does not bubble, and there is no onfocusin; the listener dies with its own panel.
  panel.addEventListener("focusin", explain);
  const badge = h("b", "badge");
  const opener = disclosure(strings.parameters, panel);
  opener.button.append(badge);
  const count = () => {
    const set = rows.filter(({ node }) => node.classList.contains("hfw-set")).length;
    badge.textContent = set ? String(set) : "";
  };
  form.changed = count;
  form.reveal = () => opener.open(true);
  count();
  return opener;
}

/** Parameters that belong together, below their heading where they have one. */
function group([title, names]: Section, rows: Row[]): HTMLElement {
  const nodes = names.flatMap((name) => {
    const row = rows.find(({ field }) => field.name === name);
    return row ? [row.editor.before ?? "", row.node] : [];
  });
  return title
    ? h("fieldset", "", h("legend", "dim", title), ...nodes)
    : h("div", "across", ...nodes);
}

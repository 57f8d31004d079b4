// The part of every task widget that is in no bundle: what the menu offers beside the run.
import { disclosure } from "../lib/dom";
import type { Given } from "../parts/further";
import { announceLevel } from "../parts/further/announce";
import { codePanel } from "../parts/further/code";
import { columnPanel } from "../parts/further/column";
import { examplesPanel } from "../parts/further/examples";
import { maximizing } from "../parts/further/maximize";
import * as strings from "../parts/further/strings";
import { variableForm } from "../parts/further/variable";
import { inMarimo } from "../talk/rerun";

export default function further(given: Given): void {
  const { context, form, more } = given;
  const { model, signal, talk } = context;
  if (signal.aborted) {
    return;
  }
  const entries = [codePanel(given).entry, examplesPanel(given).entry];
  if (form.rows.some(({ field }) => field.kind === "text" && field.group === "input")) {
    const column = columnPanel(given);
    entries.push(column.entry);
    const resume = () => model.get("batch_told") && !column.isOpen && column.open(false);
    talk.on("batch", resume);
    resume();
  }
  more.panel.prepend(...entries, maximizing(given));
  more.panel.append(announceLevel(context));
  // marimo has no variables that a page may set.
  if (!inMarimo(model)) {
    const keep = variableForm(given, "variable", given.noun, given.noun);
    const variable = disclosure(strings.toVariable, keep.node, () => keep.name.focus());
    more.panel.append(variable.button, variable.panel);
  }
}

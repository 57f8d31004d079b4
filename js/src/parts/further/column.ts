// Runs the task on a column of the notebook or on lines: start, progress, stop, what came and what
// failed. The kernel does it and has the results; this shows how far it is.

import { area } from "../../lib/direction";
import { button, h, set } from "../../lib/dom";
import { keepFocus } from "../../lib/focus";
import type { BatchState, TextColumn } from "../../protocol";
import type { Given } from "../further";
import { type Panel, panel } from "./panel";
import * as strings from "./strings";
import { table } from "./table";
import { typed } from "./typed";
import { variableForm } from "./variable";

const LINES = "lines";

export function columnPanel(given: Given): Panel {
  const { context } = given;
  const { talk, say } = context;
  const source = sources(given);
  const meter = progress();
  const note = h("div", { class: "hfw-note", role: "status" });
  const [rows, errors] = [
    table(strings.results, strings.result),
    table(strings.errors, strings.error),
  ];
  let state: BatchState | null = null;
  const tell = (error: string | null) => {
    note.textContent = error ?? "";
  };
  const late = () => tell(strings.busy);
  const go = async () => {
    tell("");
    await typed();
    talk.call(source.call(), tell, late);
  };
  let stopping = false;
  const act = (kind: "batch-stop" | "batch-retry") => {
    stopping = kind === "batch-stop";
    talk.call({ kind }, tell, late);
  };
  const start = button(strings.start, go, { class: "hfw-button hfw-run" });
  const stop = button(strings.stopBatch, () => act("batch-stop"));
  const again = button("", () => act("batch-retry"));
  const keep = variableForm(given, "batch-variable", strings.table, "results").node;
  const offer = ({ status, total, done, failed }: Partial<BatchState>) => {
    const undone = status === "running" ? 0 : (total ?? 0) - (done ?? 0);
    start.hidden = status === "running";
    stop.hidden = !start.hidden;
    again.hidden = !undone;
    again.textContent = strings.retryFailed(failed ?? 0, undone - (failed ?? 0));
    keep.hidden = !done;
  };
  // Who stops goes on from there. Where it ends by itself no other button takes the place of Stop:
  // the key that was meant to stop would begin anew.
  const place = () =>
    [stop, ...(stopping ? [again, start] : []), made.heading].find((one) => !one.hidden);
  const show = (next: BatchState | null) => keepFocus(made.node, () => draw(next), place);
  const draw = (next: BatchState | null) => {
    const before = state?.status;
    // Without rows those that were told last are still right.
    state = next && { ...state, ...next };
    offer(state ?? {});
    meter.show(state);
    rows.show(state?.rows ?? []);
    errors.show(state?.errors ?? []);
    tell(state?.fault ?? "");
    if (state && before !== state.status) {
      say(strings.progress(state));
    }
  };
  const ask = async () => {
    try {
      const [{ state: now }] = await talk.ask({ kind: "batch-state" });
      show(now);
      await source.ask();
    } catch (error) {
      tell((error as Error).message);
    }
  };
  const bar = h("div", "bar", start, stop, again);
  const body = [...source.nodes, bar, note, meter.node, rows.node, errors.node, keep];
  const made = panel(given, strings.batch, body, ask, () => source.select);
  show(null);
  talk.on("batch", (message) => show(message.state));
  return made;
}

/** Where the rows come from. */
function sources({ context, form }: Given) {
  let columns: TextColumn[] = [];
  const select = h("select", { class: "hfw-input", "aria-label": strings.rows });
  const lines = area({
    class: "hfw-input hfw-area",
    rows: 5,
    placeholder: strings.linesHint,
    "aria-label": strings.linesHint,
  });
  const sample = h("div", "dim");
  const fields = form.rows
    .map(({ field }) => field)
    .filter(({ kind, group }) => kind === "text" && group === "input");
  const argument = h(
    "select",
    { class: "hfw-input" },
    ...fields.map(({ name }) => h("option", { value: name }, name)),
  );
  const which = h("label", "bar", strings.argument, argument);
  which.hidden = fields.length < 2;
  const change = () => {
    lines.hidden = select.value !== LINES;
    const column = columns[Number(select.value)];
    sample.textContent = column ? column.sample : columns.length ? "" : strings.noColumns;
  };
  let chosen = false;
  select.onchange = () => {
    chosen = true;
    change();
  };
  const fill = () => {
    const before = chosen && select.selectedOptions[0]?.textContent;
    const options = columns.map(({ variable, column, rows }, at) =>
      h("option", { value: at }, strings.column(variable, column, rows)),
    );
    select.replaceChildren(...options, h("option", { value: LINES }, strings.lines));
    const same = [...select.options].find((one) => one.textContent === before);
    select.value = lines.value ? LINES : (same?.value ?? select.options[0]?.value ?? LINES);
    change();
  };
  fill();
  return {
    select,
    nodes: [h("div", "bar", h("label", "bar", strings.rows, select), which), sample, lines],
    async ask() {
      [{ columns }] = await context.talk.ask({ kind: "text-columns" });
      fill();
    },
    call() {
      const field = argument.value;
      const column = columns[Number(select.value)];
      return column
        ? { kind: "batch" as const, field, variable: column.variable, column: column.column }
        : { kind: "batch" as const, field, lines: lines.value };
    },
  };
}

/** How far it is: a bar and its words. */
function progress() {
  const bar = h("div", { class: "hfw-progress", role: "progressbar", "aria-label": strings.batch });
  const text = h("div", "");
  const node = h("div", "", bar, text);
  return {
    node,
    show(state: BatchState | null) {
      node.hidden = !state;
      if (state) {
        const part = state.total ? (100 * (state.done + state.failed)) / state.total : 100;
        text.textContent = strings.progress(state);
        bar.style.setProperty("--hfw-done", `${part}%`);
        set(bar, {
          "aria-valuenow": Math.round(part),
          "aria-valuemin": 0,
          "aria-valuemax": 100,
          "aria-valuetext": text.textContent,
        });
      }
    },
  };
}

// A table: typed, pasted, chosen, dropped, or set from Python. The kernel holds it, this page a copy.

import type { Context, MakeEditor } from "../kit";
import { button, h, set } from "../lib/dom";
import { watch } from "../lib/traits";
import type { Field } from "../protocol";
import { acts } from "../tables/acts";
import type { Cursor } from "../tables/cursor";
import { type Files, files } from "../tables/file";
import { grid } from "../tables/grid";
import { type Controlled, listenToKeys } from "../tables/keys";
import { type Link, link } from "../tables/link";
import { listenToClipboard, listenToMouse } from "../tables/pointing";
import type { Sheet } from "../tables/sheet";
import * as said from "../tables/strings";
import { tools } from "../tables/tools";
import { writing } from "../tables/writing";

export const tableEditor: MakeEditor = (field, edited, context) => {
  const { model, signal } = context;
  // A question's table is sent as texts.
  const texts = model.get("form").output === "cells";
  const told = notes(context, field);
  // While one goes on editing, the cursor stays.
  let leading = true;
  const mark = () => {
    leading = false;
    edited();
    leading = true;
  };
  const table = marking(link(context, field.name, told.tell, mark), mark);
  const { sheet } = table;
  const view = grid(sheet, field.name, texts, signal);
  view.node.id = `${context.view}-${field.name}-grid`;
  const act = acts(context, table, view, texts);
  const box = writing(view, act.typed);
  const file = files(context, field.name, told.tell, told.note);
  const controlled = { sheet, grid: view, acts: act, box };
  listenToKeys(controlled);
  listenToMouse(controlled);
  listenToClipboard(controlled, signal);
  const { node, choose } = layout(context, field, table, controlled, file, told);
  // What is given the focus is what is in it: no click on the words around takes it.
  node.focus = () => (sheet.columns.length ? view.follow(true) : choose.focus());
  sheet.at = () => view.cursor.row;
  sheet.show = (row, column, focus) => {
    view.cursor.go(row, column);
    view.follow(focus);
  };
  return {
    node,
    // What is wrong is in the table: the focus goes on to its cell.
    input: node,
    // The kernel has it; a run waits for what is on its way.
    value() {
      const going = [file.done(), table.done()].filter(Boolean);
      const all = Promise.all(going);
      // Whoever only looks whether there is something hears nothing of how it ends.
      all.catch(() => {});
      return going.length ? all : undefined;
    },
    set() {},
    fault() {
      box.end();
      return file.done() || table.loading()
        ? ""
        : faultOf(field, sheet, texts, leading ? view.cursor : null);
    },
  };
};

/** The same, with what is wrong marked anew after each change. */
const marking = (table: Link, mark: () => void): Link => ({
  ...table,
  change(changes) {
    table.change(changes);
    mark();
  },
  step(back) {
    const done = table.step(back);
    mark();
    return done;
  },
});

/** The table with its buttons, or what an empty one is filled by. */
function layout(
  context: Context,
  { name }: Field,
  table: Link,
  { sheet, grid: view, acts: act }: Controlled,
  file: Files,
  told: Notes,
) {
  const remove = () => {
    context.talk.call({ kind: "table-clear", field: name }, (error) => told.tell(error ?? ""));
    choose.focus();
  };
  const tool = tools(context, table, view, act, remove, () => told.name() || name);
  const choose = button(said.choose, () => file.node.click());
  const typing = button(said.empty, () => {
    act.begin();
    view.follow(true);
  });
  const keys = h("span", { class: "hfw-hidden", id: `${view.node.id}-keys` }, said.keys);
  set(view.node, { "aria-describedby": keys.id });
  const hint = h("span", "dim", said.hint);
  const size = h("span", "dim");
  const node = h(
    "div",
    { class: "hfw-tabled", role: "group", "aria-label": name },
    view.node,
    keys,
    h("div", "bar hfw-tools", hint, choose, typing, ...tool.nodes, size),
    ...told.nodes,
    file.node,
  );
  const show = (moved: boolean) => {
    const empty = !sheet.columns.length;
    node.classList.toggle("hfw-empty", empty);
    for (const one of [hint, typing]) {
      one.hidden = !empty;
    }
    for (const one of [view.node, size, ...tool.nodes]) {
      one.hidden = empty;
    }
    view.draw(moved);
    const { missing } = sheet.look(true);
    size.textContent = said.size(told.name(), sheet.rows, sheet.columns.length, missing);
    tool.refresh();
  };
  sheet.follow(show);
  show(true);
  return { node, choose };
}

/** Why the table cannot be sent, or ""; the cursor goes to the cell that is wrong. */
function faultOf({ name }: Field, sheet: Sheet, texts: boolean, cursor: Cursor | null): string {
  if (!sheet.rows) {
    // Nobody is blamed for what is only just begun.
    return cursor ? said.noTable(name) : "";
  }
  const twice = sheet.twice();
  const { wrong } = sheet.look(texts);
  if (twice !== null) {
    return said.twice(twice);
  }
  if (wrong) {
    const [row, column] = wrong;
    const where = said.place(row, sheet.columns[column]?.name ?? "");
    cursor?.go(row, column);
    return said.wrong(sheet.cell(row, column) ?? "", where, sheet.kind(column));
  }
  return "";
}

type Notes = ReturnType<typeof notes>;

/** What the kernel says of the table, what is wrong, and the way back to the one before. */
function notes({ model, talk, signal }: Context, { name: field }: Field) {
  const fault = h("div", { class: "hfw-fault", role: "alert" });
  const note = h("div", { class: "hfw-note", role: "status" });
  const words = h("span", "");
  const tell = (text: string) => {
    fault.textContent = text;
  };
  const back = button(said.back, () =>
    talk.call({ kind: "table-restore", field }, (error) => tell(error ?? "")),
  );
  const read = h("div", "note hfw-bar", words, back);
  const state = () => model.get("tables")?.[field];
  watch({ model, signal }, "tables", () => {
    const { notes = [], restorable = false } = state() ?? {};
    words.textContent = notes.join(" ");
    back.hidden = !restorable;
    set(read, { hidden: !notes.length && !restorable });
    tell("");
  });
  return {
    nodes: [fault, note, read],
    tell,
    note(text: string) {
      note.textContent = text;
    },
    name: () => state()?.name ?? "",
  };
}

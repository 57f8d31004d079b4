// A widget with a table, whose kernel has told it, and what a user does with it.
import { afterEach, beforeEach } from "vitest";
import type { ColumnKind, TableCall, TableChange } from "../../src/protocol";
import { FakeModel } from "../fake_model";
import { type Mounted, mount } from "../mounted";

export type Told = [name: string, kind: ColumnKind, cells: (string | null)[]][];
export const TABLE: Told = [
  ["name", "text", ["Ada", "Alan", "Grace"]],
  ["age", "number", ["36", null, "85"]],
];
export const NUMBERS = { serial: 1, version: 1, shape: 1 };

export const bytes = (value: unknown): DataView<ArrayBuffer> =>
  new DataView(new TextEncoder().encode(JSON.stringify(value)).buffer as ArrayBuffer);

export interface Tabled extends Mounted {
  grid: HTMLElement;
  /** Tell the table that the page has asked for. */
  tell(table: Told, numbers?: typeof NUMBERS): Promise<void>;
  cell(row: number, column: number): HTMLElement;
  /** Press keys where the focus is: single letters are typed into the box. */
  keys(...keys: string[]): void;
  /** What the page told the kernel of. */
  changes(): TableChange[][];
}

let open: Tabled[] = [];
beforeEach(() => {
  open = [];
});
afterEach(() => {
  for (const one of open) {
    one.close();
  }
});

export async function tabled(
  task: "tabular-classification" | "table-question-answering" = "tabular-classification",
  table: Told | null = TABLE,
): Promise<Tabled> {
  const mounted = mount(new FakeModel({}, task));
  const { model, root } = mounted;
  const self: Tabled = {
    ...mounted,
    grid: mounted.part("[role=grid]"),
    async tell(columns, numbers = NUMBERS) {
      const heads = columns.map(([name, kind]) => ({ name, kind }));
      const buffers = columns.map(([, , cells]) => bytes(cells));
      model.answer("table", { field: "table", heads, ...numbers }, buffers);
      await mounted.settle();
      // Where a machine is slow, the page gives way between two columns.
      for (let turn = 0; turn < columns.length; turn++) {
        await new Promise((resolve) => setTimeout(resolve));
      }
    },
    cell: (row, column) =>
      mounted.part(`[aria-rowindex="${row + 2}"] > [aria-colindex="${column + 2}"]`),
    keys(...keys) {
      for (const name of keys) {
        const [key = "", ...held] = name.split("+").reverse();
        const target = root.ownerDocument.activeElement ?? root;
        mounted.press(target, key, {
          ctrlKey: held.includes("Control"),
          shiftKey: held.includes("Shift"),
          altKey: held.includes("Alt"),
        });
        const box = root.querySelector<HTMLTextAreaElement>("textarea.hfw-writing");
        if (box && key.length === 1 && !held.length) {
          box.value += key;
        }
      }
    },
    changes: () => model.of("table-edit").map(({ changes }) => changes),
  };
  // As large as in a notebook: nothing is laid out here.
  Object.defineProperty(self.grid, "clientHeight", { value: 372 });
  Object.defineProperty(self.grid, "clientWidth", { value: 800 });
  open.push(self);
  if (table) {
    await self.tell(table);
  }
  return self;
}

/** The kernel takes every change that it was told of. */
export function take({ model }: Tabled): void {
  for (const { id } of model.of("table-edit")) {
    model.hear({ kind: "ack", id });
  }
}

export const asked = (model: FakeModel): TableCall[] => model.of("table");

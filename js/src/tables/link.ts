// The table between page and kernel: fetched once, changed here at once, every change told to the
// kernel, and those of other views made here too. Undo is a change like any other.

import type { Context } from "../kit";
import { watch } from "../lib/traits";
import type { TableChange, WholeColumn } from "../protocol";
import type { Buffers } from "../talk/model";
import { type Sheet, sheetOf } from "./sheet";
import * as said from "./strings";

/** Steps that can be taken back. */
const STEPS = 200;
/** Reading columns gives way to the page after this long (ms). */
const SLICE = 8;

export interface Link {
  sheet: Sheet;
  /** Change the table; a step of its own for undo. */
  change(changes: TableChange[]): void;
  /** Take the last step back (true) or make it again; false where there is none. */
  step(back: boolean): boolean;
  /** Whether there is a step to take back, or to make again. */
  can(back: boolean): boolean;
  /** Whether the table is still on its way from the kernel. */
  loading(): boolean;
  /** Settles when both sides have the same. */
  done(): Promise<void> | undefined;
}

/** `tell` is called with what is wrong, or ""; `came` when the kernel has told another table. */
export function link(
  context: Context,
  field: string,
  tell: (fault: string) => void,
  came: () => void,
): Link {
  const { talk, view } = context;
  const sheet = sheetOf(context);
  const steps: Record<"undo" | "redo", TableChange[][]> = { undo: [], redo: [] };

  const forget = () => {
    steps.undo = [];
    steps.redo = [];
  };
  const whole = loader(context, field, () => [forget(), came()], tell);
  const send = sender(context, field, tell, whole.fetch);
  /** Make changes; returns those that take them back. */
  const make = (changes: TableChange[]) => {
    const { shape } = sheet;
    const back = changes.map((one) => sheet.apply(one)).reverse();
    sheet.tell(sheet.shape !== shape || changes.some(({ op }) => op === "head"));
    return back;
  };
  talk.on("table-edited", (message) => {
    if (message.field === field && message.view !== view) {
      make(message.changes);
      forget();
      if (send.going.size) {
        // Both have changed it: the kernel knows in which order.
        whole.fetch();
      }
    }
  });
  const step = (from: "undo" | "redo", to: "undo" | "redo") => {
    const changes = steps[from].pop();
    if (changes) {
      const { shape } = sheet;
      steps[to].push(make(changes));
      send.now(changes, shape);
    }
    return !!changes;
  };
  return {
    sheet,
    change(changes) {
      const { shape } = sheet;
      steps.undo = [...steps.undo, make(changes)].slice(-STEPS);
      steps.redo = [];
      send.now(changes, shape);
    },
    step: (back) => (back ? step("undo", "redo") : step("redo", "undo")),
    can: (back) => steps[back ? "undo" : "redo"].length > 0,
    loading: () => !!whole.going(),
    done() {
      const all = [...send.going, whole.going()].filter(Boolean);
      return all.length ? Promise.all(all).then(() => {}) : undefined;
    },
  };
}

/** What asks the kernel for the whole table, whenever it holds another one. */
function loader(context: Context, field: string, came: () => void, tell: (fault: string) => void) {
  const { model, talk, view } = context;
  const sheet = sheetOf(context);
  const held = () => model.get("tables")?.[field]?.serial ?? 0;
  let loaded = false;
  let going: Promise<void> | undefined;
  const read = async () => {
    const serial = held();
    try {
      const [{ heads, ...numbers }, buffers] = await talk.ask({ kind: "table", field });
      loaded = true;
      sheet.load(await unpacked(heads, buffers), numbers);
    } catch {
      sheet.serial = serial;
      tell(serial ? said.notKept : "");
    }
  };
  const fetch = () => {
    const mine = read().then(() => {
      going = going === mine ? undefined : going;
      sheet.tell(false);
      came();
    });
    going = mine;
    return mine;
  };
  // At first always: what was typed into an empty table is told by no trait.
  let known = -1;
  watch(context, "tables", () => {
    if (held() !== known) {
      known = held();
      fetch();
    }
  });
  // A host may have lost the first question, and the snapshot was asked for once more.
  talk.on("snapshot", (message) => message.view === view && !loaded && fetch());
  return { fetch, going: () => going };
}

/** What tells the kernel of changes; `refused` is called when it has another table. */
function sender(
  { talk, view }: Context,
  field: string,
  tell: (fault: string) => void,
  refused: () => Promise<void>,
) {
  const going = new Set<Promise<void>>();
  const now = (changes: TableChange[], shape: number) => {
    const message = { kind: "table-edit", view, field, shape, changes } as const;
    const fail = async (words: string, again: boolean) => {
      tell(words);
      if (again) {
        await refused();
        tell(words);
      }
    };
    const answered = new Promise<void>((resolve) => {
      talk.call(message, (error, reply) => {
        // Without a reply the kernel has lost the widget.
        const words = reply ? error : said.unsaved(error ?? "");
        resolve(words ? fail(words, !!reply) : tell(""));
      });
    });
    going.add(answered);
    answered.then(() => going.delete(answered));
  };
  return { going, now };
}

/** The columns of a message; the page goes on meanwhile. */
async function unpacked(
  heads: readonly { name: string; kind: WholeColumn["kind"] }[],
  buffers: Buffers,
): Promise<WholeColumn[]> {
  const columns: WholeColumn[] = [];
  const reader = new TextDecoder();
  let began = performance.now();
  for (const [at, head] of heads.entries()) {
    columns.push({ ...head, cells: JSON.parse(reader.decode(buffers[at])) });
    if (performance.now() - began > SLICE) {
      await new Promise((resolve) => setTimeout(resolve));
      began = performance.now();
    }
  }
  return columns;
}

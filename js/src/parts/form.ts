// The fields of a task in step with their traits: edits go to Python soon, changes from elsewhere
// come in at once. Only where the user is in the middle of typing (the field has the focus, and an
// edit that is on its way or cannot be sent yet) they wait until that has arrived or the focus leaves.

import type { Context } from "../kit";
import { hasFocus } from "../lib/dom";
import { atEnd, watch } from "../lib/traits";
import type { Field, Values } from "../protocol";
import { type Row, row } from "./row";

/** Edits are sent when typing pauses for this long (ms). */
const PAUSE = 150;
/** In the place of what was sent: a text at fault, which Python has not got. */
const HELD = "";

/** The name of the trait that holds a field's value. */
export const traitOf = ({ trait, name }: Field): string => trait ?? name;

export interface FormState {
  rows: Row[];
  /** Called after every change, by whomever. */
  changed(): void;
  /** Called before a parameter gets the focus. */
  reveal(): void;
  /** Every value, with waiting edits sent first; null when a field is at fault (it has the focus). */
  collect(): Promise<Values | null>;
  /** Mark fields that Python refused; the first may get the focus. */
  mark(faults: Record<string, string>, focusing: boolean): void;
  /** Write a value as if the user had. */
  write(row: Row, value: unknown): void;
}

export function formState(context: Context, fields: Field[]): FormState {
  const { model } = context;
  const { waiting, sent, isOld, arrived, flush, add } = outbox(context);
  // Python has another value than the one that is being typed.
  const behind = new Set<Row>();
  const edited = (one: Row) => {
    waiting.delete(one);
    if (one.check()) {
      add(one);
    } else {
      sent.set(one, HELD);
    }
    self.changed();
  };
  const rows = fields.map((field) => row(field, context, edited));
  const focus = ([first]: Row[]) => {
    if (first?.field.group === "parameter") {
      self.reveal();
    }
    first?.editor.input.focus();
  };
  const incoming = (one: Row) => {
    const value = model.get(traitOf(one.field));
    const text = JSON.stringify(value);
    const typing = hasFocus(one.editor.input) && (waiting.has(one) || sent.has(one));
    behind.add(one);
    if (isOld(one, text)) {
      return;
    }
    if (!typing || sent.get(one) === text) {
      arrived(one);
      behind.delete(one);
    }
    if (!typing) {
      one.editor.set(value);
      one.mark("");
      one.refresh();
      self.changed();
    }
  };
  const self: FormState = {
    rows,
    changed() {},
    reveal() {},
    async collect() {
      flush();
      const wrong = rows.filter((one) => !one.check());
      focus(wrong);
      const values = await valuesOf(rows);
      return wrong[0] ? null : values;
    },
    mark(faults, focusing) {
      const wrong = rows.filter(({ field }) => faults[field.name]);
      for (const { field, mark } of wrong) {
        mark(faults[field.name] as string);
      }
      if (focusing) {
        focus(wrong);
      }
    },
    write(one, value) {
      one.editor.set(value);
      edited(one);
    },
  };
  for (const one of rows) {
    watch(context, traitOf(one.field), () => incoming(one));
    one.editor.input.addEventListener(
      "blur",
      () => behind.has(one) && !waiting.has(one) && incoming(one),
    );
  }
  watch(context, "problem", () => {
    const problem = model.get("problem");
    if (problem?.field) {
      self.mark({ [problem.field]: problem.cause }, false);
    }
  });
  return self;
}

/** Every value; null where one that was awaited failed or was cancelled: its editor has said so. */
async function valuesOf(rows: Row[]): Promise<Values | null> {
  try {
    const values = rows.map(async ({ field, editor }) => [field.name, await editor.value()]);
    return Object.fromEntries(await Promise.all(values));
  } catch {
    return null;
  }
}

/** Edits on their way to Python, soon after the last one. */
function outbox({ model, talk, signal }: Context) {
  const waiting = new Set<Row>();
  // What was sent and has not come back yet: an older echo must not undo newer typing.
  const sent = new Map<Row, string>();
  // What was sent before that, since the last that came back.
  const earlier = new Map<Row, Set<string>>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  // Of a value that Python has, no echo comes.
  const note = (one: Row, text: string) => {
    if (text !== JSON.stringify(model.get(traitOf(one.field)))) {
      const before = sent.get(one);
      before && earlier.set(one, new Set([...(earlier.get(one) ?? []), before]));
      sent.set(one, text);
    }
  };
  const flush = () => {
    clearTimeout(timer);
    const values: Values = {};
    for (const one of waiting) {
      const value = one.editor.value();
      // Python keeps what cannot be told here, and has what is awaited by itself.
      if (value !== undefined && !(value instanceof Promise)) {
        values[one.field.name] = value;
        note(one, JSON.stringify(value));
      }
    }
    waiting.clear();
    if (Object.keys(values).length) {
      talk.send({ kind: "edit", values });
    }
  };
  atEnd(signal, flush);
  return {
    waiting,
    sent,
    /** Whether a value is the echo of an edit that a later one has overtaken. */
    isOld: (one: Row, text: string) =>
      sent.has(one) && sent.get(one) !== text && !!earlier.get(one)?.has(text),
    arrived(one: Row) {
      sent.delete(one);
      earlier.delete(one);
    },
    flush,
    add(one: Row) {
      waiting.add(one);
      clearTimeout(timer);
      timer = setTimeout(flush, PAUSE);
    },
  };
}

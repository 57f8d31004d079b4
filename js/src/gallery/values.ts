// What is typed for one axis of a grid: "2, 4, 8", "1..5", "1..9 step 2", "a fox | a cat".
import * as strings from "../lib/gallery_strings";
import { breach } from "../lib/rules";
import type { Field } from "../protocol";

export type Value = number | string;

export interface Axis {
  values: Value[];
  /** What is wrong with the text, or "". */
  fault: string;
}

/** A longer range is a slip of the finger. */
const LONGEST = 200;
const NUMBER = String.raw`([-+]?(?:\d+(?:\.(?!\.)\d*)?|\.\d+)(?:e[-+]?\d+)?)`;
const ITEM = new RegExp(
  String.raw`\s*${NUMBER}(?:\s*(?:\.\.\.?|…)\s*${NUMBER}(?:\s*(?:step|by)\s*${NUMBER})?)?\s*(?:[,;]|(?=\s[-+.\d])|$)\s*`,
  "iy",
);

const wrong = (fault: string): Axis => ({ values: [], fault });

/** The numbers from one to another, both in; steps of tenths do not drift. */
function range(from: number, to: number, pace: number): number[] {
  const step = to < from ? -pace : pace;
  const count = Math.floor((to - from) / step + 1e-9) + 1;
  return Array.from({ length: count }, (_, at) => +(from + at * step).toPrecision(12));
}

function item(match: RegExpExecArray): number[] | string {
  const [from, to, given] = match.slice(1, 4).map((part) => Number(part ?? Number.NaN));
  if (from === undefined || to === undefined || Number.isNaN(to)) {
    return [from ?? Number.NaN];
  }
  const pace = Math.abs(given || 1);
  const count = Math.abs(to - from) / pace + 1;
  if (given === 0 || count > LONGEST) {
    return strings.badRange(match[0].replace(/[,;\s]+$/, ""), LONGEST);
  }
  return range(from, to, pace);
}

function numbers(field: Field, text: string): Axis {
  const values: number[] = [];
  for (let at = 0; at < text.length; at = ITEM.lastIndex) {
    ITEM.lastIndex = at;
    const match = ITEM.exec(text);
    const found = match ? item(match) : strings.badValue(text.slice(at));
    if (typeof found === "string") {
      return wrong(found);
    }
    values.push(...found);
  }
  const fault = values.map((value) => breach(field, String(value))).find(Boolean);
  return fault ? wrong(fault) : { values, fault: "" };
}

function words(field: Field, text: string): Axis {
  // A text may hold commas, the id of a model may not.
  const separator = field.kind === "model" ? /[|,\s]/ : "|";
  const values = text.split(separator).flatMap((part) => part.trim() || []);
  return { values, fault: "" };
}

const READERS: Partial<Record<Field["kind"], (field: Field, text: string) => Axis>> = {
  integer: numbers,
  number: numbers,
  text: words,
  model: words,
};

/** Whether a grid can have an axis of the field. */
export const variable = ({ kind }: Field): boolean => kind in READERS;

/** The values that a text means, each once, in the order in which they were typed. */
export function axis(field: Field, text: string): Axis {
  const { values, fault } = READERS[field.kind]?.(field, text.trim()) ?? wrong("");
  return { values: [...new Set(values)], fault };
}

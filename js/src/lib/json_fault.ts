// Where a text stops being JSON. Browsers word it differently, and not all of them say where.
// The grammar: https://www.rfc-editor.org/rfc/rfc8259

/** What had to stand at a place: a key of the words for it. */
export type Wanted = "value" | "name" | "colon" | "comma" | "end" | "quote" | "exact";

export interface JsonFault {
  /** Counted from 1, columns in characters. */
  line: number;
  column: number;
  wanted: Wanted;
  /** What stands there, "" at the end. */
  found: string;
}

const SPACE = /[ \t\n\r]*/y;
const LETTERS = String.raw`(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*`;
const OPENED = new RegExp(`"${LETTERS}`, "y");
const TOKEN = new RegExp(
  `[{}[\\],:]|"${LETTERS}"|-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][-+]?\\d+)?|true|false|null|$`,
  "y",
);

// Kinds of token: a mark is itself, "s" a text, "v" another value, "e" the end.
const VALUE = "{[sv";
const WANTED: Record<string, Wanted> = {
  [VALUE]: "value",
  [`${VALUE}]`]: "value",
  s: "name",
  "s}": "name",
  ":": "colon",
  ",}": "comma",
  ",]": "comma",
  e: "end",
};

const kindOf = (token: string): string =>
  token === "" ? "e" : token[0] === '"' ? "s" : /[\w-]/.test(token) ? "v" : token;

// What may come after a token of these kinds.
const AFTER: Record<string, string> = { "{": "s}", "[": `${VALUE}]`, ":": VALUE };
const CLOSERS: Record<string, string> = { "{": "}", "[": "]" };

/** The first thing that keeps a text from being JSON that the page can hold, or null. */
export function jsonFault(text: string): JsonFault | null {
  const closers: string[] = [];
  let wanted = VALUE;
  let at = 0;
  for (;;) {
    at = reach(SPACE, text, at);
    const end = reach(TOKEN, text, at);
    const token = text.slice(at, end);
    const kind = end < 0 ? "" : kindOf(token);
    if (!kind || !wanted.includes(kind)) {
      return misplaced(text, at, wanted);
    }
    if (Math.abs(Number(token)) > Number.MAX_SAFE_INTEGER) {
      return faultAt(text, at, "exact", token);
    }
    if (kind === "e") {
      return null;
    }
    wanted = after(kind, wanted, closers);
    at = end;
  }
}

/** What may come next; `closers` are what closes the objects and lists that are open. */
function after(kind: string, wanted: string, closers: string[]): string {
  const closer = CLOSERS[kind];
  if (closer) {
    closers.push(closer);
  }
  if (kind === ",") {
    return closers.at(-1) === "}" ? "s" : VALUE;
  }
  if (AFTER[kind]) {
    return AFTER[kind];
  }
  if (WANTED[wanted] === "name" && kind === "s") {
    return ":";
  }
  if (kind === closers.at(-1)) {
    closers.pop();
  }
  return closers.length ? `,${closers.at(-1)}` : "e";
}

/** What stands where something else should, or the place in a text where that breaks off. */
function misplaced(text: string, at: number, wanted: string): JsonFault {
  const broken = wanted.includes("s") ? reach(OPENED, text, at) : -1;
  return broken < 0 ? faultAt(text, at, WANTED[wanted] as Wanted) : faultAt(text, broken, "quote");
}

/** The end of what a sticky pattern matches, -1: it does not. */
function reach(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : -1;
}

function faultAt(text: string, at: number, wanted: Wanted, token?: string): JsonFault {
  const lines = text.slice(0, at).split("\n");
  return {
    line: lines.length,
    column: [...(lines.at(-1) as string)].length + 1,
    wanted,
    found: token ?? /^(?:[\w.]{1,20}|\\?.)/su.exec(text.slice(at))?.[0] ?? "",
  };
}

// What of a list or a table stays when more of it comes.

import type { Token, Tokens } from "marked";

export interface Parts {
  /** How much of the block comes before its last item or row. */
  length: number;
  /** What has to stand before that one for it to be read the same. */
  before: string;
}

export const lengthOf = (tokens: readonly { raw: string }[]): number =>
  tokens.reduce((sum, { raw }) => sum + raw.length, 0);

/** null: there is but one item. */
export function itemsOf({ items, raw }: Tokens.List): Parts | null {
  const early = items.slice(0, -1);
  const text = early.map((item) => item.raw).join("");
  return early.length && raw.startsWith(text) ? { length: text.length, before: "" } : null;
}

/** null: there is but one row, or it is no table. */
export function rowsOf(token: Token): Parts | null {
  if (token.type !== "table") {
    return null;
  }
  const lines = token.raw.replace(/\s+$/, "").split("\n");
  const [head, marks] = lines;
  const last = lines.at(-1) ?? "";
  return lines.length > 3 && lines.length - 2 === (token as Tokens.Table).rows.length
    ? {
        length: lines.join("\n").length - last.length,
        before: `${head}\n${marks}\n`,
      }
    : null;
}

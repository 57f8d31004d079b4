// What was typed and could not be sent: Python has not got it, so it is kept here.

import type { FormState } from "../form";
import type { Row } from "../row";

type Texts = Map<Row, string>;
type Box = HTMLInputElement | HTMLTextAreaElement;

export function faultyTexts({ rows }: FormState) {
  const kept = new Map<number, Texts>();
  return {
    /** What stands at fault now. */
    now(): Texts {
      const wrong = rows.filter(({ editor }) => editor.fault());
      return new Map(
        wrong
          .map((one): [Row, string] => [one, (one.editor.input as Box).value ?? ""])
          .filter(([, text]) => text),
      );
    },
    keep(number: number | null, texts: Texts): void {
      if (number !== null) {
        kept.set(number, texts);
      }
    },
    /** Type it again: it is at fault as it was. */
    putBack(number: number | null): void {
      for (const [{ editor }, text] of kept.get(number ?? -1) ?? []) {
        (editor.input as Box).value = text;
        editor.input.dispatchEvent(new Event("input", { bubbles: true }));
      }
      kept.delete(number ?? -1);
    },
  };
}

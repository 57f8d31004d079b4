// A text as ever, or a list of texts that Python gave: it stays a list, each text on a line, with the
// line ends within them escaped. Emptied by hand it is a text again.

import type { MakeEditor } from "../kit";
import { decode, encode } from "../lib/escapes";
import { textEditor } from "./text";

export const textsEditor: MakeEditor = (field, edited, context) => {
  let isList = false;
  const typed = () => {
    isList &&= !!input.value;
    edited();
  };
  const one = textEditor(field, typed, context);
  const input = one.input as HTMLTextAreaElement;
  return {
    ...one,
    value: () => (isList ? input.value.split("\n").map(decode) : one.value()),
    set(value) {
      const texts = Array.isArray(value) ? value : null;
      isList = !!texts?.length;
      one.set(texts ? texts.map(encode).join("\n") : value);
    },
    fault: () => (isList ? "" : one.fault()),
  };
};

// A list of short texts that takes a column of a sheet: lines that are pasted become a text each.

import type { MakeEditor } from "../kit";
import { stringsEditor } from "./strings";

export const pastedEditor: MakeEditor = (field, edited, context) => {
  const editor = stringsEditor(field, edited, context);
  editor.input.onpaste = (event) => {
    const lines = (event.clipboardData?.getData("text") ?? "").split(/\s*[\r\n]+\s*/);
    const texts = lines.filter(Boolean);
    if (texts.length > 1) {
      event.preventDefault();
      editor.set([...((editor.value() as string[] | null) ?? []), ...texts]);
      edited();
    }
  };
  return editor;
};

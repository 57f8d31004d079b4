// The text of a task that fills masks, with the button that inserts one: each model has its own.

import type { Context, Editor, MakeEditor } from "../kit";
import { button, h } from "../lib/dom";
import { encode } from "../lib/escapes";
import * as strings from "../lib/text_strings";
import { watch } from "../lib/traits";
import { typeInto } from "../lib/typing";
import { textEditor } from "./text";

export const maskedEditor: MakeEditor = (field, edited, context) => {
  const editor = textEditor(field, edited, context);
  const masked = context.model.get("form").task === "fill-mask" && field.name === "text";
  return masked ? withMask(editor, context) : editor;
};

function withMask(editor: Editor, context: Context): Editor {
  const { talk } = context;
  const area = editor.input as HTMLTextAreaElement;
  const note = h("span", { class: "hfw-dim", role: "status" });
  const insert = button("", () => {
    const told = (text: string) => {
      note.textContent = text;
    };
    talk.call(
      { kind: "mask" },
      (error, reply) => {
        told(error ?? reply?.note ?? "");
        if (reply) {
          name(reply.token);
          typeInto(area, area.selectionStart, area.selectionEnd, reply.token);
        }
      },
      () => told(strings.maskLooked),
    );
  });
  const name = (token: string) => {
    insert.textContent = strings.insertMask(encode(token));
  };
  // Another model, another mask.
  watch(context, "model", () => {
    name("");
    note.textContent = "";
  });
  return { ...editor, node: h("div", "masked", area, h("div", "bar", insert, note)) };
}

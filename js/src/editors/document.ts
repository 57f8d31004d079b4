// A picture, or a page of a PDF file, which the kernel draws.

import type { MakeEditor } from "../kit";
import * as said from "../lib/answer_strings";
import { h, line, set } from "../lib/dom";
import { refusal } from "../lib/incoming";
import * as strings from "../lib/strings";
import { watch } from "../lib/traits";
import { imageEditor, WAYS } from "./image";

const PDF = "application/pdf";
const UNTOLD = { type: "" };

export const documentEditor: MakeEditor = (field, edited, context) => {
  const { model, talk } = context;
  const { name } = field;
  const editor = imageEditor(field, edited, context, {
    ...WAYS,
    // What it really is, the kernel finds out.
    refusal: (file) => refusal(file.type === PDF ? new File([file], file.name, UNTOLD) : file),
  });
  const input = line({ type: "number", min: 1, step: 1, class: "hfw-input hfw-page-number" });
  const count = h("span", "");
  const note = h("div", { class: "hfw-fault", role: "alert" });
  const node = h("label", "pages", `${said.page} `, input, count);
  const told = (error: string | null) => {
    note.textContent = error;
  };
  input.onchange = () => {
    const { page = 1, pages = 1 } = model.get("pictures")?.[name] ?? {};
    const wanted = Math.min(Math.max(Math.round(Number(input.value)) || page, 1), pages);
    input.value = `${wanted}`;
    talk.call({ kind: "picture-page", field: name, page: wanted }, told, () =>
      told(strings.kernelBusy(said.page)),
    );
  };
  watch(context, "pictures", () => {
    const { page = 0, pages = 0 } = model.get("pictures")?.[name] ?? {};
    node.hidden = pages < 2;
    set(input, { value: `${page}`, max: pages });
    count.textContent = ` ${said.ofPages(pages)}`;
  });
  editor.input.textContent = said.chooseDocument;
  set(editor.input, { "aria-label": `${said.chooseDocument}: ${name}` });
  const files = editor.node.querySelector<HTMLInputElement>("[type=file]");
  set(files ?? node, { accept: `image/*,${PDF}` });
  editor.input.after(node);
  editor.node.append(note);
  return editor;
};

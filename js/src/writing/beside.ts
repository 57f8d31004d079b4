// The fields that stand beside the result instead of above it: the text, and the languages that it
// is translated from and to. Editors come first, then the renderer, which puts them in their places
// when everything is laid out.
import { textEditor } from "../editors/text";
import type { Context, Editor, Kit, MakeEditor } from "../kit";
import { h, line } from "../lib/dom";
import * as said from "../lib/writing_strings";
import { parameters } from "../parts/parameters";

export const LANGUAGES = ["src_lang", "tgt_lang"] as const;
type Name = "text" | (typeof LANGUAGES)[number];
const elsewhere = (name: string): name is Name =>
  name === "text" || (LANGUAGES as readonly string[]).includes(name);

/** A field with what writes it as a person would. */
interface Held {
  editor: Editor;
  write(value: unknown): void;
}

interface Desk {
  fields: { [One in Name]?: Held };
  place(): void;
}

/** By the element of a view. */
const desks = new WeakMap<HTMLElement, Desk>();

export function deskOf({ root }: Pick<Context, "root">): Desk {
  const found = desks.get(root) ?? { fields: {}, place() {} };
  desks.set(root, found);
  return found;
}

/** The row of a field: the editor with its label, its reset and its fault. */
export const rowOf = ({ editor }: Held): Node =>
  editor.node.closest<HTMLElement>(".hfw-row") ?? editor.node;

/** A language by the code that the model has for it, on one line. */
const languageEditor: MakeEditor = (_field, edited) => {
  const input = line({ placeholder: said.language, oninput: edited, dir: "ltr" });
  return {
    node: input,
    input,
    value: () => input.value.trim() || null,
    set(value) {
      input.value = (value as string | null) ?? "";
    },
    fault: () => "",
  };
};

export const besideEditor: MakeEditor = (field, edited, context) => {
  const { name } = field;
  const make = elsewhere(name) && name !== "text" ? languageEditor : textEditor;
  const editor = make(field, edited, context);
  if (elsewhere(name)) {
    const write = (value: unknown) => {
      editor.set(value);
      edited();
    };
    deskOf(context).fields[name] = { editor, write };
  }
  return editor;
};

/** The panel of parameters, without those that stand elsewhere. */
export const otherParameters: NonNullable<Kit["parameters"]> = (rows, sections, form) => {
  const inside = rows.filter(({ field }) => !elsewhere(field.name));
  const left = sections
    .map(([title, names]): [string, string[]] => [title, names.filter((one) => !elsewhere(one))])
    .filter(([, names]) => names.length);
  const opener = parameters(inside, left, form);
  form.reveal = () => {
    if (opener.panel.querySelector("[aria-invalid]")) {
      opener.open(true);
    }
  };
  return opener;
};

/** Stands below everything: by then the rows are where a form has them. */
export const placed = (context: Context): HTMLElement => {
  deskOf(context).place();
  return h("div", "");
};

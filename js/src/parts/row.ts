// One field with its label, its reset, its help and the message that says what is wrong with it.

import type { Context, Editor } from "../kit";
import { button, h, set } from "../lib/dom";
import * as strings from "../lib/strings";
import type { Field } from "../protocol";

export interface Row {
  field: Field;
  editor: Editor;
  node: HTMLElement;
  /** Show a message at the field; "" takes it away. */
  mark(fault: string): void;
  /** Mark what is wrong with the content; true when it can be sent. */
  check(): boolean;
  /** Show whether the field is set, without judging it. */
  refresh(): void;
}

/** `edited` is called after every change by the user. */
export function row(field: Field, context: Context, edited: (row: Row) => void): Row {
  const { name, group } = field;
  const { editors } = context.kit;
  const id = `${context.view}-${name}`;
  const fault = h("div", { class: "hfw-fault", id: `${id}-fault` });
  const make = editors[field.kind] ?? editors.text;
  const editor = make(field, () => edited(self), context);
  const label = h(
    "label",
    { htmlFor: id, class: group === "input" ? "hfw-hidden" : "" },
    ...breakable(name),
  );
  const node = h("div", { class: "hfw-row", "data-kind": field.kind }, label, editor.node);
  if (group === "parameter") {
    const reset = () => {
      editor.set(null);
      editor.input.focus();
      edited(self);
    };
    node.append(button("", reset, { class: "hfw-reset", title: strings.reset(name) }));
  }
  node.append(fault, h("div", { class: "hfw-hidden", id: `${id}-help` }, strings.help(field)));
  set(editor.input, {
    id,
    required: !!field.required,
    "aria-describedby": `${id}-fault ${id}-help`,
  });

  const self: Row = {
    field,
    editor,
    node,
    mark(text) {
      fault.textContent = text;
      set(editor.input, { "aria-invalid": !!text || null });
    },
    check() {
      const text = editor.fault();
      self.mark(text);
      self.refresh();
      return !text;
    },
    refresh() {
      node.classList.toggle("hfw-set", !!editor.fault() || editor.value() !== null);
    },
  };
  return self;
}

/** A name that may be broken after its underscores, and nowhere else. */
const breakable = (name: string): (Node | string)[] =>
  name.split(/(?<=_)/).flatMap((word, index) => (index ? [h("wbr", ""), word] : [word]));

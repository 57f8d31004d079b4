// A list of short texts as chips. Enter adds, Backspace in the empty box takes the last one back.

import type { MakeEditor } from "../kit";
import { button, h, line } from "../lib/dom";
import { decode, encode } from "../lib/escapes";
import * as strings from "../lib/strings";

export const stringsEditor: MakeEditor = (_field, edited) => {
  let texts: string[] = [];
  const input = line({
    class: "",
    placeholder: strings.addText,
    onblur: () => add(),
    onkeydown: (event: KeyboardEvent) => {
      if (event.key === "Enter" && !event.isComposing) {
        add();
      } else if (event.key === "Backspace" && !input.value && texts.length) {
        change(texts.slice(0, -1));
      }
    },
  });
  const node = h("span", "input hfw-chips", input);

  const chip = (text: string, index: number) =>
    h(
      "span",
      { class: "hfw-chip", dir: "auto" },
      encode(text),
      button(
        "",
        () => {
          change(texts.filter((_, other) => other !== index));
          input.focus();
        },
        { class: "hfw-reset", title: strings.remove(encode(text)) },
      ),
    );
  const show = (next: readonly string[]) => {
    texts = [...next];
    for (const old of [...node.children].slice(0, -1)) {
      old.remove();
    }
    input.before(...texts.map(chip));
  };
  const change = (next: string[]) => {
    show(next);
    edited();
  };
  const add = () => {
    if (input.value) {
      const text = decode(input.value);
      input.value = "";
      change([...texts, text]);
    }
  };
  return {
    node,
    input,
    value: () => (texts.length ? texts : null),
    set: (value) => show((value as string[] | null) ?? []),
    fault: () => "",
  };
};

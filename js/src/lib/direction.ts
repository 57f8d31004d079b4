// Boxes for text of several lines, in the direction of what is typed. The browser's own look at that
// (`dir=auto`) takes seconds at each key of a text of a megabyte: a long one is written as the page is.

import { h, type Props } from "./dom";

/** Letters up to which the browser looks. */
const LONG = 20_000;

const direct = (box: HTMLTextAreaElement, length: number) => {
  box.dir = length > LONG ? "" : "auto";
};

/** A box; what is typed or pasted into it is counted before it is there. */
export function area(props: Props): HTMLTextAreaElement {
  const onbeforeinput = ({ data }: InputEvent) =>
    direct(box, box.value.length + (data?.length ?? 0));
  const box = h("textarea", { ...props, onbeforeinput });
  direct(box, box.value.length);
  return box;
}

/** Have a box hold a text. */
export function write(box: HTMLTextAreaElement, text: string): void {
  direct(box, text.length);
  box.value = text;
}

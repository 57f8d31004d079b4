// Writing into a text as its user would: the browser's own Undo takes it back.

/** Put text in the place of a part of the field, which gets the focus. */
export function typeInto(
  field: HTMLTextAreaElement,
  start: number,
  end: number,
  text: string,
): void {
  field.focus();
  field.setSelectionRange(start, end);
  // Deprecated without another way: nothing else that a page does can be undone by the user.
  if (!document.execCommand?.("insertText", false, text)) {
    field.setRangeText(text, start, end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

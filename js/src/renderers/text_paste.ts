// Lines that are pasted or dropped into a text. Of an empty last one browsers make none, or two, at
// the end of all: it is typed instead. Typing every line would take a minute for a long text.

/** Stands where the lines go; a character that no text has. */
const PLACE = "\ufdd0";

export function paste(body: HTMLElement, event: InputEvent): void {
  const lines = event.data?.replace(/\r\n?/g, "\n");
  if (event.inputType.startsWith("insertFrom") && lines?.endsWith("\n")) {
    event.preventDefault();
    type("insertText", PLACE);
    for (const node of body.childNodes as NodeListOf<Text>) {
      const at = node.data?.indexOf(PLACE);
      if (at >= 0) {
        node.replaceData(at, 1, lines.slice(0, -1));
        getSelection()?.collapse(node, at + lines.length - 1);
      }
    }
    type("insertLineBreak");
  }
}

/** As the person would: what is selected goes, and the caret comes into view. */
const type = (command: string, text?: string) => document.execCommand(command, false, text);

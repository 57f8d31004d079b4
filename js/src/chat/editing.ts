// A message while it is changed: sent again as a branch, or changed in its place.
import { area } from "../lib/direction";
import { button, h } from "../lib/dom";
import type { ChatMessage } from "../protocol";
import type { Doings } from "./message";
import * as said from "./strings";

/** The form; `close` is called when nothing is to be changed. */
export function editing(
  message: ChatMessage,
  text: string,
  { resend, rewrite }: Doings,
  close: () => void,
): HTMLElement {
  const sends = message.role === "user";
  const box = area({
    class: "hfw-input hfw-area",
    "aria-label": said.edit,
    value: text,
  });
  const go = () => (sends ? resend : rewrite)(message, box.value);
  box.onkeydown = (event) => {
    if (event.key === "Escape" && !event.isComposing) {
      event.stopPropagation();
      close();
    } else if (enters(event)) {
      event.preventDefault();
      event.stopPropagation();
      go();
    }
  };
  const buttons = [
    ...(sends ? [button(said.resend, go)] : []),
    button(said.keep, () => {
      rewrite(message, box.value);
      close();
    }),
    button(said.cancel, close),
  ];
  return h("div", "editing", box, h("div", "bar", ...buttons));
}

/** Whether a key sends: Enter alone or with Ctrl, and not the one that ends an input method's word. */
export const enters = (event: KeyboardEvent): boolean =>
  event.key === "Enter" &&
  !event.shiftKey &&
  !event.altKey &&
  !event.isComposing &&
  // Safari tells of the key after the composition has ended.
  event.keyCode !== 229;

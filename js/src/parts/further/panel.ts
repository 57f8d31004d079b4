// A panel that opens below the toolbar from an entry of the menu; Esc closes it, and the focus goes
// back to the menu's button.

import { button, h } from "../../lib/dom";
import type { Given } from "../further";
import * as strings from "./strings";

export interface Panel {
  /** The menu's entry. */
  entry: HTMLButtonElement;
  open(focusing?: boolean): void;
  close(): void;
  node: HTMLElement;
  /** What takes the focus where no button takes the place of one that is gone. */
  heading: HTMLElement;
  readonly isOpen: boolean;
}

/** `opened` is called each time; `focus` is what takes the focus then. */
export function panel(
  { more }: Given,
  title: string,
  body: Node[],
  opened: () => void,
  focus: () => HTMLElement,
): Panel {
  const close = () => {
    node.hidden = true;
    more.button.focus();
  };
  const heading = h("b", { tabIndex: -1 }, title);
  const head = h("div", "bar", heading, button(strings.close, close));
  head.classList.add("hfw-head");
  const node = h("div", { class: "hfw-panel hfw-further", role: "group", "aria-label": title });
  node.append(head, ...body);
  node.hidden = true;
  node.onkeydown = (event) => {
    if (event.key === "Escape" && !event.isComposing) {
      event.stopPropagation();
      close();
    }
  };
  more.node.closest(".hfw > .hfw-bar")?.after(node);
  const open = (focusing = true) => {
    more.open(false);
    node.hidden = false;
    opened();
    if (focusing) {
      focus().focus();
    }
  };
  return {
    entry: button(title, () => open()),
    open,
    close,
    node,
    heading,
    get isOpen() {
      return !node.hidden;
    },
  };
}

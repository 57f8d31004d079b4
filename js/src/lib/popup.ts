// What opens below its button and over the page: it moves nothing, and no output area cuts it off.
// Esc closes it and gives the focus back; so does, without the focus, whatever is done elsewhere.
import { button, type Disclosure, h, set } from "./dom";

/** Between the button and what it opens, in CSS pixels. */
const GAP = 2;
/** What opens is no higher than this, and scrolls. */
const MOST = 320;

/** A button with the panel that it opens, in one element that takes no room of its own. */
export interface Popup extends Disclosure {
  node: HTMLElement;
}

export function popup(label: string, panel: HTMLElement, opened?: () => void): Popup {
  const opener = button(label, () => open(!!panel.hidden), { "aria-expanded": false });
  const hang = hanging(opener, panel, () => open(false));
  const open = (on: boolean) => {
    set(opener, { "aria-expanded": on });
    hang(on);
    if (on) {
      opened?.();
    }
  };
  const node = h("div", "use", opener, panel);
  node.onkeydown = (event) => {
    if (event.key === "Escape" && !panel.hidden) {
      event.stopPropagation();
      open(false);
      opener.focus();
    }
  };
  return { node, button: opener, panel, open };
}

/** Shows and hides `panel` below `anchor`; `leave` is called when something else is turned to. */
export function hanging(
  anchor: HTMLElement,
  panel: HTMLElement,
  leave: () => void,
): (on: boolean) => void {
  const moved = () => place(anchor, panel) || leave();
  const turned = (event: Event) => {
    const path = event.composedPath();
    return path.includes(anchor) || path.includes(panel) || leave();
  };
  const follow = (signal: AbortSignal) => {
    const heard = { scroll: moved, resize: moved, pointerdown: turned, focusin: turned };
    for (const [name, hear] of Object.entries(heard)) {
      addEventListener(name, hear, { capture: true, signal });
    }
  };
  const size = new ResizeObserver(moved);
  let open = new AbortController();
  set(panel, { hidden: true, popover: "manual" });
  panel.classList.add("hfw-popup");
  return (on) => {
    open.abort();
    size.disconnect();
    panel.hidden = !on;
    if (on) {
      open = new AbortController();
      follow(open.signal);
      // Browsers without it show the panel in its place among the others.
      panel.showPopover?.();
      // It calls at once, and again when the panel is filled.
      size.observe(panel);
    } else {
      panel.hidePopover?.();
    }
  };
}

/** Put the panel where there is room for it; false when what it belongs to is out of sight. */
function place(anchor: HTMLElement, panel: HTMLElement): boolean {
  const { left, top, bottom, width } = anchor.getBoundingClientRect();
  const room = (anchor.closest(".hfw") ?? anchor).getBoundingClientRect();
  const { style } = panel;
  const put = (values: Record<string, number>) => {
    for (const [name, value] of Object.entries(values)) {
      style.setProperty(name, `${value}px`);
    }
  };
  const [above, below] = [top - GAP, innerHeight - bottom - GAP];
  put({ "min-width": Math.min(width, room.width), "max-width": room.width, "max-height": MOST });
  const up = panel.offsetHeight > below && above > below;
  put({ "max-height": Math.min(MOST, up ? above : below) });
  put({
    left: Math.max(room.left, 0, Math.min(left, room.right - panel.offsetWidth)),
    top: up ? above - panel.offsetHeight : bottom + GAP,
  });
  return anchor.isConnected && bottom > 0 && top < innerHeight;
}

// The widget fills the window: in the top layer, which no cell around it cuts off, and without being
// moved, so that nothing in it is made anew. Esc brings it back, with focus and scroll as before.

import { button, h, set } from "../../lib/dom";
import { atEnd, going } from "../../lib/traits";
import type { Given } from "../further";
import * as strings from "./strings";

const REACHED =
  'button, input, select, textarea, a[href], summary, audio, video, [tabindex]:not([tabindex="-1"])';

export function maximizing({ context, more }: Given): HTMLButtonElement {
  const { root, model, signal } = context;
  const entry = button(strings.maximize, () => turn(true), { "aria-expanded": false });
  const leave = button(strings.restore, () => turn(false), { "aria-expanded": true });
  leave.classList.add("hfw-restore");
  const role = root.getAttribute("role");
  let open = false;
  let back: (() => void) | undefined;
  const turn = (on: boolean) => {
    if (on !== open) {
      open = on;
      more.open(false);
      set(entry, { "aria-expanded": on });
      (on ? fill : shrink)();
    }
  };
  const fill = () => {
    back = held(root);
    root.classList.add("hfw-max");
    // With a tabIndex it keeps the keys after a click between its controls.
    set(root, { role: "dialog", "aria-modal": true, popover: "manual", tabIndex: -1 });
    root.prepend(leave);
    root.showPopover?.();
    leave.focus();
  };
  const shrink = () => {
    const focused = (root.getRootNode() as Document).activeElement;
    leave.remove();
    root.classList.remove("hfw-max");
    set(root, { role, "aria-modal": null, popover: null });
    root.removeAttribute("tabindex");
    back?.();
    // What had the focus keeps it; the button that is gone leaves it to the one that brought it.
    const inside = focused !== root && focused?.isConnected && root.contains(focused);
    const keeps = inside ? (focused as HTMLElement) : more.button;
    keeps.focus({ preventScroll: true });
  };
  onEscape(
    root,
    signal,
    () => open && !going(model),
    () => turn(false),
  );
  const within = (event: KeyboardEvent) => event.composedPath().includes(root);
  const lost = (event: KeyboardEvent) => {
    // The focus may be nowhere: the keys are the widget's all the same.
    if (open && !within(event) && ["Escape", "Tab"].includes(event.key)) {
      event.preventDefault();
      event.stopPropagation();
      event.key === "Tab" ? leave.focus() : turn(false);
    }
  };
  addEventListener("keydown", lost, { signal, capture: true });
  const tab = (event: KeyboardEvent) => open && event.key === "Tab" && stay(root, event);
  root.addEventListener("keydown", tab, { signal });
  atEnd(signal, () => turn(false));
  return entry;
}

/** Esc that nothing else has used: it stops a run or closes a panel first, as ever. */
function onEscape(
  root: HTMLElement,
  signal: AbortSignal,
  free: () => boolean,
  act: () => void,
): void {
  let idle = false;
  let panels: Element[] = [];
  const before = () => {
    idle = free();
    panels = [...root.querySelectorAll(".hfw-panel:not([hidden])")];
  };
  const after = (event: KeyboardEvent) => {
    const closed = panels.some((one) => one.matches("[hidden]"));
    if (event.key === "Escape" && idle && !closed && !event.isComposing) {
      act();
    }
  };
  root.addEventListener("keydown", before, { signal, capture: true });
  root.addEventListener("keydown", after, { signal });
}

/** Keep the place of the widget and all scroll positions; returns what brings these back. */
function held(root: HTMLElement): () => void {
  const place = h("div", "");
  place.style.height = `${root.offsetHeight}px`;
  root.after(place);
  const scrolled: [Element, number, number][] = [];
  for (let one = root.parentElement; one; one = one.parentElement) {
    scrolled.push([one, one.scrollTop, one.scrollLeft]);
  }
  return () => {
    place.remove();
    for (const [one, top, left] of scrolled) {
      one.scrollTop = top;
      one.scrollLeft = left;
    }
  };
}

/** Tab goes round within the widget. */
function stay(root: HTMLElement, event: KeyboardEvent): void {
  const reached = [...root.querySelectorAll<HTMLElement>(REACHED)].filter(
    (one) => one.getClientRects().length && one.tabIndex >= 0,
  );
  const [first, last] = [reached[0], reached.at(-1)];
  const now = (root.getRootNode() as Document).activeElement;
  const [edge, other] = event.shiftKey ? [first, last] : [last, first];
  if (now === edge || now === root) {
    event.preventDefault();
    other?.focus();
  }
}

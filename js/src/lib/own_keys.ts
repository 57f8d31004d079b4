// Keys that are pressed in a widget are the widget's: no shortcut of the host takes them, and none
// falls to the host because what has the focus goes away.
import { hasFocus } from "./dom";
import { atEnd } from "./traits";

/**
 * Hosts look for their shortcuts from the focused element upwards, and stop where this attribute
 * is: on the widget's root it comes too late, as `:focus` matches before (Notebook 7 looks first).
 */
const ATTRIBUTE = "data-lm-suppress-shortcuts";

export function ownKeys(root: HTMLElement, signal: AbortSignal): void {
  root.setAttribute(ATTRIBUTE, "true");
  // What has the focus, and all that it is in.
  let within: HTMLElement[] = [];
  const focused = () => (root.getRootNode() as Document).activeElement;
  const came = (event: Event) => {
    const path = event.composedPath() as HTMLElement[];
    within = path.slice(0, path.indexOf(root) + 1);
    within[0]?.setAttribute(ATTRIBUTE, "true");
  };
  // Whoever leaves takes the focus along. What is taken away may tell so too, while it is still there.
  const left = () => {
    if (within[0] && shown(within[0]) && !root.contains(focused())) {
      within = [];
    }
  };
  const pressed = (event: Event) => {
    if (!event.composedPath().includes(root)) {
      within = [];
    }
  };
  // What is gone leaves it to the nearest of what it was in that is still there: to no button, as a key that
  // is pressed again would do what nobody asked for. Where there is a better place, it has the focus already.
  const look = new MutationObserver(() => {
    if (within[0] && !shown(within[0])) {
      const [now, was] = [focused(), within];
      within = [];
      if (!now || now === document.body || now === was[0]) {
        was.filter(shown).some((one) => {
          one.tabIndex = Math.max(one.tabIndex, -1);
          one.focus({ preventScroll: true });
          return hasFocus(one);
        });
      }
    }
  });
  root.addEventListener("focusin", came, { signal });
  root.addEventListener("focusout", () => setTimeout(left), { signal });
  addEventListener("pointerdown", pressed, { signal, capture: true });
  look.observe(root, { subtree: true, childList: true, attributeFilter: ["hidden"] });
  atEnd(signal, () => look.disconnect());
}

const shown = (node: Element) => node.isConnected && !node.closest("[hidden]");

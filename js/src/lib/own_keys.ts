// Keys that are pressed in a widget are the widget's: no shortcut of the host takes them.

/**
 * Hosts look for their shortcuts from the focused element upwards, and stop where this attribute
 * is: on the widget's root it comes too late, as `:focus` matches before (Notebook 7 looks first).
 */
const ATTRIBUTE = "data-lm-suppress-shortcuts";

export function ownKeys(root: HTMLElement, signal: AbortSignal): void {
  root.setAttribute(ATTRIBUTE, "true");
  root.addEventListener(
    "focusin",
    ({ target }) => (target as Element).setAttribute(ATTRIBUTE, "true"),
    { signal },
  );
}

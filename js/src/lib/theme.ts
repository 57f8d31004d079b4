// Follows the host's light or dark theme, live. Colours themselves come from CSS variables.
import { atEnd } from "./traits";

const DARK =
  "[data-jp-theme-light=false],.vscode-dark,.vscode-high-contrast:not(.vscode-high-contrast-light),[theme=dark],.dark";
/** Tells that the host has a theme of its own; where none does, the system's holds. */
const THEMED = "[data-jp-theme-light],[class*=vscode-],[theme],.light";

export function followTheme(root: HTMLElement, signal: AbortSignal): void {
  const { body } = document;
  const apply = () => {
    root.style.colorScheme = body.closest(DARK)
      ? "dark"
      : body.closest(THEMED)
        ? "light"
        : "light dark";
  };
  const observer = new MutationObserver(apply);
  for (const host of [body, body.parentElement as HTMLElement]) {
    observer.observe(host, { attributes: true });
  }
  atEnd(signal, () => observer.disconnect());
  apply();
}

// The token that is looked at: by key, by press, and by the buttons that lead to unsure ones.
import type { Blocks } from "./blocks";
import type { Tokens } from "./tokens";

/** Tokens of a page up or down. */
const PAGE = 50;

export interface Steps {
  /** Index of the token, or -1. */
  at(): number;
  /** Look at a token; with `focus` it takes the focus. */
  go(at: number, focus?: boolean): void;
  /** Look at none. */
  clear(): void;
}

export function steps(
  tokens: Tokens,
  text: Blocks,
  looked: (at: number) => void,
  key: (key: string, at: number) => boolean,
): Steps {
  let here = -1;
  let marked: HTMLElement | undefined;
  const { node } = text;

  const mark = (next: HTMLElement | undefined) => {
    if (marked) {
      marked.tabIndex = -1;
      marked.setAttribute("aria-selected", "false");
    }
    marked = next;
    node.tabIndex = next ? -1 : 0;
    if (next) {
      next.tabIndex = 0;
      next.setAttribute("aria-selected", "true");
    }
  };
  const go = (at: number, focus = false) => {
    const found = text.element(at);
    if (!found) {
      return;
    }
    here = at;
    mark(found);
    // First: an element that goes with the focus would leave it to the host.
    if (focus) {
      found.focus({ preventScroll: true });
    }
    text.keep(at);
    found.scrollIntoView?.({ block: "nearest" });
    looked(at);
  };
  const step = (by: number) => go(Math.max(0, Math.min(tokens.count - 1, here + by)), true);
  const keys: Record<string, () => void> = {
    ArrowRight: () => step(1),
    ArrowLeft: () => step(-1),
    ArrowDown: () => go(onLine(tokens, text, here, 1), true),
    ArrowUp: () => go(onLine(tokens, text, here, -1), true),
    PageDown: () => step(PAGE),
    PageUp: () => step(-PAGE),
    Home: () => go(0, true),
    End: () => go(tokens.count - 1, true),
  };
  node.tabIndex = 0;
  node.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !tokens.count) {
      return;
    }
    const act = keys[event.key];
    if (act) {
      act();
    }
    if (act || key(event.key, here)) {
      event.preventDefault();
    }
  });
  node.addEventListener("click", ({ target }) => {
    const at = (target as HTMLElement).closest<HTMLElement>("[data-at]")?.dataset.at;
    if (at !== undefined && !getSelection()?.toString()) {
      go(Number(at), true);
    }
  });
  node.addEventListener("focus", () => tokens.count && go(Math.max(here, 0), true));
  return {
    at: () => here,
    go,
    clear() {
      here = -1;
      mark(undefined);
      looked(-1);
    },
  };
}

/** The token that stands nearest above or below one, on the next line. */
function onLine(tokens: Tokens, text: Blocks, from: number, by: 1 | -1): number {
  const boxOf = (at: number) => text.element(at)?.getClientRects()[0];
  const start = boxOf(from);
  let [best, nearest] = [Math.max(0, from), Infinity];
  if (!start) {
    return best;
  }
  const isLevel = (box: DOMRect, top: number) => Math.abs(box.top - top) < box.height / 2;
  let line: number | undefined;
  for (let at = from + by; at >= 0 && at < tokens.count; at += by) {
    const box = boxOf(at);
    if (!box || isLevel(box, start.top)) {
      continue;
    }
    line ??= box.top;
    if (!isLevel(box, line)) {
      break;
    }
    const away = Math.max(box.left - start.left, start.left - box.right, 0);
    [best, nearest] = away < nearest ? [at, away] : [best, nearest];
  }
  return best;
}

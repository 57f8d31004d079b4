// Ways out of the page: the clipboard and a downloaded file.

import type { Context } from "../kit";
import type { What } from "../protocol";
import { button, h } from "./dom";
import * as strings from "./strings";

/** A button that copies a text, and says for a moment whether it did. */
export function copier({ say }: Context, label: string, text: () => string): HTMLButtonElement {
  const node = button(label, async () => {
    let done = true;
    try {
      await navigator.clipboard.writeText(text());
    } catch {
      // On plain http browsers have no clipboard but this one.
      const box = h("textarea", { value: text() });
      node.after(box);
      box.focus();
      box.select();
      done = document.execCommand("copy");
      box.remove();
      node.focus();
    }
    const outcome = done ? strings.copied : strings.notCopied;
    say(outcome);
    // Another word is no reason for its neighbours to move.
    node.style.minWidth = `${node.offsetWidth}px`;
    node.textContent = outcome;
    setTimeout(() => {
      node.textContent = label;
    }, 1500);
  });
  return node;
}

export const downloadText = (text: string, name: string): void => download(new Blob([text]), name);

export function download(blob: Blob, name: string): void {
  const href = URL.createObjectURL(blob);
  const link = h("a", { href, download: name, hidden: true });
  // VS Code saves what a click that comes to the page's body leads to, and lets nothing else download.
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}

/** Asks the kernel for a file and gives it to the browser; `done` hears what is wrong, or null. */
export type Fetch = (
  what: What | string,
  format: string,
  done: (error: string | null) => void,
) => void;

export function fetcher({ talk }: Context): Fetch {
  return async (what, format, done) => {
    try {
      const [{ name, type }, [bytes]] = await talk.ask({ kind: "file", what, format });
      if (bytes) {
        download(new Blob([bytes], { type }), name);
      }
      done(null);
    } catch (error) {
      done((error as Error).message);
    }
  };
}

// Ways out of the page: the clipboard and a downloaded file.
import { button, h } from "./dom";
import * as strings from "./strings";
import type { Context } from "./types";

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
    node.textContent = outcome;
    setTimeout(() => {
      node.textContent = label;
    }, 1500);
  });
  return node;
}

export function downloadText(text: string, name: string): void {
  const href = URL.createObjectURL(new Blob([text]));
  h("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}

// Ways out of the page: the clipboard and a downloaded file.
import { h } from "./dom";

/** True when the text was copied. Browsers have no clipboard on plain http, or may refuse. */
export const copyText = (text: string): Promise<boolean> =>
  Promise.resolve(navigator.clipboard?.writeText(text) ?? Promise.reject()).then(
    () => true,
    () => false,
  );

export function downloadText(text: string, name: string): void {
  const href = URL.createObjectURL(new Blob([text]));
  h("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}

// Marks the words of a query in a text, as nodes. Invisible characters are shown as escapes.
import { h } from "../lib/dom";
import { encode } from "../lib/escapes";

/** The text with the words in `mark` elements; the first `dim` characters are the dim ones. */
export function marked(text: string, words: readonly string[], dim = 0): Node[] {
  const shown = encode(text);
  const hits = places(shown, words);
  const owner = shown.length === text.length ? dim : 0;
  const cuts = [...new Set([0, owner, ...hits.flat(), shown.length])].sort((a, b) => a - b);
  return cuts.slice(1).map((to, index) => {
    const from = cuts[index] as number;
    const piece = shown.slice(from, to);
    const hit = hits.some(([start, end]) => from >= start && to <= end);
    const node = hit ? h("mark", "", piece) : document.createTextNode(piece);
    return to <= owner ? h("span", "dim", node) : node;
  });
}

function places(shown: string, words: readonly string[]): [number, number][] {
  const lower = shown.toLowerCase();
  const found: [number, number][] = [];
  // Lower case can be longer; then places would be wrong.
  for (const word of lower.length === shown.length ? words : []) {
    for (let at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + word.length)) {
      found.push([at, at + word.length]);
    }
  }
  return found;
}

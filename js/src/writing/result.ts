// The text that was made: as it came, or with what its source does not have marked.
import { h, set } from "../lib/dom";
import { characterCount, wordCount } from "../lib/words";
import * as said from "../lib/writing_strings";

/** Of a piece of a text: 0 stands in the source, 1 in a sentence that does not, 2 is a new word. */
type Piece = [kind: 0 | 1 | 2, text: string];

export interface Written {
  pieces: Piece[];
  /** Characters that are not shown. */
  left: number;
  /** What it was made of: its length in UTF-16 units, its beginning and its end. */
  source: { length: number; start: string; end: string; words: number };
  fresh: said.Fresh | null;
}

export const wholeOf = (written: Written | null): string =>
  written?.pieces.map(([, one]) => one).join("") ?? "";

/** Whether a text is the one that it was made of. */
export const isOf = ({ source }: Written, now: string): boolean =>
  source.length === now.length && now.startsWith(source.start) && now.endsWith(source.end);

/** Words and characters, and how much that is of a text that was shortened. */
export function counted(written: Written): string {
  const text = wholeOf(written);
  const words = wordCount(text);
  const { fresh, left, source } = written;
  const size = said.size(words, characterCount(text) + left);
  return fresh && source.words && words ? `${size} · ${said.share(words / source.words)}` : size;
}

export function resultPage(task: string) {
  const title = said.result(task);
  const node = h("div", {
    class: "hfw-page",
    dir: "auto",
    tabIndex: 0,
    role: "region",
    "aria-label": title,
  });
  return {
    node,
    title,
    show(written: Written | null, marked: boolean, language: string) {
      node.removeAttribute("lang");
      set(node, language ? { lang: language } : {});
      node.replaceChildren(
        ...(written ? drawn(written, marked) : [h("span", "dim", said.hint(task))]),
      );
    },
  };
}

/** No line below the space at the end of a sentence. */
function reworded(text: string): Node {
  const body = text.trimEnd();
  return h("span", "", h("span", "reworded", body), text.slice(body.length));
}

function drawn({ pieces, left }: Written, marked: boolean): (Node | string)[] {
  const nodes = pieces.map(([kind, one]) => {
    if (!marked || !kind) {
      return one;
    }
    return kind === 2 ? h("mark", "fresh", one) : reworded(one);
  });
  const all = nodes.length ? nodes : [h("span", "dim", said.empty)];
  return left ? [...all, h("div", "dim", said.left(left))] : all;
}

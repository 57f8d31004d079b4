// The elements of a text with marks. A piece where a mark begins is a stop of the arrow keys.

import { h, set } from "./dom";
import type { Piece, Place } from "./pieces";

export interface Mark extends Place {
  /** Its kind, by number: kinds have colours. */
  group: number;
  /** Stands behind it; "" for none. */
  tag: string;
  /** What is told of it. */
  name: string;
}

/** Kinds with a colour of their own; those that follow have the same ones with a broken line. */
const HUES = 8;
export const hue = (group: number) => `var(--hfw-hue-${group % HUES})`;

export interface MarkNodes {
  text: string;
  marks: readonly Mark[];
  pieces: Piece[];
  stops: HTMLElement[];
  /** By mark: its stop. */
  places: Map<number, HTMLElement>;
}

export const markNodes = (text: string, marks: readonly Mark[]): MarkNodes => ({
  text,
  marks,
  pieces: [],
  stops: [],
  places: new Map(),
});

/** What is told of some marks: the innermost first. */
export const namesOf = ({ marks }: MarkNodes, some: readonly number[]): string =>
  some
    .map((one) => marks[one]?.name ?? "")
    .reverse()
    .join(" · ");

/** The node of a piece: a text, or an element where marks cover it. */
export function pieceNode(of: MarkNodes, piece: Piece): Node {
  const { text, marks, pieces } = of;
  const said = text.slice(piece.start, piece.end);
  const [second, top] = [-2, -1].map((at) => marks[piece.marks.at(at) ?? -1]);
  if (!top) {
    return document.createTextNode(said);
  }
  const node = h("mark", { class: top.group < HUES ? "" : "hfw-broken" }, said);
  node.dataset.at = `${pieces.push(piece) - 1}`;
  node.style.setProperty("--hfw-color", hue(top.group));
  if (second) {
    node.style.setProperty("--hfw-second", hue(second.group));
  }
  const tags = piece.marks.map((one) => marks[one]).filter((one) => one?.end === piece.end);
  const tag = tags.map((one) => one?.tag).filter(Boolean);
  if (tag.length) {
    node.dataset.tag = tag.reverse().join(" ");
  }
  const begun = piece.marks.filter((one) => marks[one]?.start === piece.start);
  return begun.length ? stop(of, node, begun) : node;
}

function stop(of: MarkNodes, node: HTMLElement, begun: readonly number[]): HTMLElement {
  const { stops, places } = of;
  set(node, { role: "button", tabIndex: stops.length ? -1 : 0 });
  set(node, { "aria-label": namesOf(of, begun), "aria-pressed": false });
  stops.push(node);
  for (const one of begun) {
    places.set(one, node);
  }
  return node;
}

/** Where a key goes from a stop. */
export function stopFrom(
  { stops }: MarkNodes,
  target: EventTarget | null,
  key: string,
): HTMLElement | undefined {
  const now = stops.indexOf(target as HTMLElement);
  const to: Record<string, number> = {
    ArrowRight: now + 1,
    ArrowDown: now + 1,
    ArrowLeft: Math.max(0, now - 1),
    ArrowUp: Math.max(0, now - 1),
    Home: 0,
    End: stops.length - 1,
  };
  return stops[to[key] ?? -1];
}

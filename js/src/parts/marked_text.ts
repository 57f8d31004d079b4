// A text with marks in it: each is told where the pointer or the focus is, the arrow keys go from one
// to the next, and one that is pressed is chosen. Long texts are drawn block by block.

import type { Context } from "../kit";
import { h, set } from "../lib/dom";
import { type Mark, markNodes, namesOf, pieceNode, stopFrom } from "../lib/mark_nodes";
import { blocksOf, type Piece, piecesOf } from "../lib/pieces";
import { atEnd } from "../lib/traits";
import { inTurns } from "../lib/turns";

export interface MarkedText {
  node: HTMLElement;
  /** Show another text, or other marks in it. */
  show(text: string, marks: readonly Mark[]): void;
  /** Choose a mark, and scroll the text to it. */
  reveal(index: number): void;
}

/** `chosen` is told which mark is pressed. */
export function markedText(
  { signal }: Pick<Context, "signal">,
  label: string,
  hint: string,
  chosen: (index: number) => void = () => {},
): MarkedText {
  const region = h("div", { class: "hfw-marked", role: "group", dir: "auto", "aria-label": label });
  const caption = h("div", { class: "hfw-caption-line hfw-dim" });
  const node = h("div", "marking", region, caption);
  const draw = inTurns(signal, 1, 1);
  const scrollTo = scroller(region, signal);
  let nodes = markNodes("", []);
  let current = -1;
  let wanted = -1;

  const pieceAt = (target: EventTarget | null): Piece | undefined =>
    nodes.pieces[Number((target as HTMLElement | null)?.dataset?.at ?? -1)];
  const tell = (target: EventTarget | null) => {
    const told = pieceAt(target)?.marks ?? [current];
    caption.textContent = namesOf(nodes, told) || hint;
  };
  const choose = (index: number) => {
    for (const [one, on] of [
      [current, false],
      [index, true],
    ] as const) {
      const stop = nodes.places.get(one);
      stop && set(stop, { "aria-pressed": on });
    }
    current = index;
    tell(null);
  };
  const press = (target: EventTarget | null) => {
    const { marks = [] } = pieceAt(target) ?? {};
    if (marks.length) {
      // Again: the next one of those that lie here.
      const at = marks.indexOf(current);
      choose(marks.at(at < 0 ? -1 : at - 1) ?? -1);
      chosen(current);
    }
  };
  const scroll = () => {
    const mark = nodes.places.get(wanted);
    if (mark) {
      wanted = -1;
      scrollTo(mark);
      choose(current);
    }
  };
  listen(region, { tell, press, from: (target, key) => stopFrom(nodes, target, key) });
  return {
    node,
    show(text, marks) {
      current = -1;
      nodes = markNodes(text, marks);
      region.replaceChildren();
      region.scrollTop = 0;
      caption.hidden = !marks.length;
      tell(null);
      // Without a stop in it a text is scrolled by keys itself.
      region.tabIndex = marks.length ? -1 : 0;
      const node = (piece: Piece) => pieceNode(nodes, piece);
      draw(blocksOf(text, piecesOf(marks, text.length)), (blocks) => {
        region.append(...blocks.map((block) => h("div", "", ...block.map(node))));
        scroll();
      });
    },
    reveal(index) {
      choose(index);
      wanted = index;
      scroll();
    },
  };
}

interface Hearing {
  tell(target: EventTarget | null): void;
  press(target: EventTarget | null): void;
  from(target: EventTarget | null, key: string): HTMLElement | undefined;
}

function listen(region: HTMLElement, { tell, press, from }: Hearing): void {
  let tabbed: HTMLElement | undefined;
  region.onpointerover = ({ target }) => tell(target);
  region.onpointerleave = () => tell(null);
  region.onclick = ({ target }) => press(target);
  region.addEventListener("focusin", ({ target }) => {
    tell(target);
    const stop = target as HTMLElement;
    if (stop !== region) {
      const before = tabbed?.isConnected
        ? tabbed
        : region.querySelector<HTMLElement>("[tabindex='0']");
      before && set(before, { tabIndex: -1 });
      stop.tabIndex = 0;
      tabbed = stop;
    }
  });
  region.addEventListener("focusout", () => tell(null));
  region.onkeydown = (event) => {
    const { key, target } = event;
    const to = from(target, key);
    const presses =
      /^(Enter| )$/.test(key) && !event.ctrlKey && !event.metaKey && target !== region;
    if (to || presses) {
      event.preventDefault();
      to?.focus();
      presses && press(target);
    }
  };
}

/** Scrolls the text alone: the page stays where it is. */
function scroller(region: HTMLElement, signal: AbortSignal): (mark: HTMLElement) => void {
  let mark = region;
  // Blocks take their true height in the frames after they, and the text, have come into view.
  const to = (again: number) => {
    const top = mark.getBoundingClientRect().top - region.getBoundingClientRect().top;
    region.scrollTop += top - region.clientHeight / 3;
    if (again && mark.isConnected) {
      requestAnimationFrame(() => to(again - 1));
    }
  };
  const seen = new IntersectionObserver((entries) => {
    if (entries.some((one) => one.isIntersecting)) {
      seen.disconnect();
      to(3);
    }
  });
  atEnd(signal, () => seen.disconnect());
  return (target) => {
    mark = target;
    to(0);
    seen.disconnect();
    seen.observe(region);
  };
}

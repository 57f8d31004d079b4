// The renderer of what a model found in a picture: the picture with something drawn over it, the
// list beside it, filters, exports, and both ways between them. What is drawn, and what a point of
// the picture belongs to, is the kind's.

import type { Renderer, RendererHost } from "../kit";
import { button, h, set } from "../lib/dom";
import { popup } from "../lib/popup";
import { scored } from "../lib/scored";
import { atEnd, going } from "../lib/traits";
import { type Frame, type Point, type Viewer, viewer } from "../lib/viewer";
import type { Size } from "../lib/viewpoint";
import * as strings from "../lib/vision_strings";
import { type Piece, useIn } from "../parts/use_in";
import type { Buffers } from "../talk/model";
import { type Answer, answers } from "./answers";
import { type Exports, exportPanel, type Format } from "./exports";
import { type Filters, filters } from "./filters";
import { list } from "./list";
import { measured, namedFacts, type Region, table } from "./region";
import { type Selection, selection } from "./selection";

/** What a kind of region is drawn from. */
export interface Scene {
  regions: readonly Region[];
  /** Which of them the filters let pass. */
  shown: readonly boolean[];
  target: number | null;
}

export interface Kind {
  noun: strings.Noun;
  /** What the list says of each, beside its label. */
  columns: string[];
  formats: Record<string, Format>;
  /** Controls below the picture, in the menu of how it looks, and in the one of filters. */
  tools: HTMLElement[];
  looks: HTMLElement[];
  filters: HTMLElement[];
  /**
   * Unpack an answer; throws when it is not whole. What it returns takes it in, when its picture
   * (of the given size) is there too.
   */
  load(output: Answer, buffers: Buffers): Promise<(picture: Size | null) => readonly Region[]>;
  /** Which regions pass the kind's own filters, of those that pass the others. */
  sieve(regions: readonly Region[], passes: boolean[]): boolean[];
  /** The regions at a point of the picture, topmost first. */
  at(point: Point, scene: Scene): readonly number[];
  draw(scene: Scene, frame: Frame, overlay: CanvasRenderingContext2D, moved: boolean): void;
  /** Which pattern a region has, from 0 (none). */
  pattern(index: number): number;
}

/** Controls of a kind call these. */
export interface Panel extends Renderer {
  /** Draw anew, with other settings. */
  redraw(): void;
  /** The kind's own filters have changed. */
  filtered(): void;
}

/** Clicks that are this near to each other (CSS pixels) are in one place. */
const SAME = 8;

export function regionPanel(host: RendererHost, kind: Kind): Panel {
  const { noun } = kind;
  const { view, choice, sieves, keep, ...found } = finds(host, kind);
  const columns = kind.columns.map((name) => h("span", "fact", name));
  const count = h("div", "heads", found.count, sieves.node);
  const heads = h("div", "heads hfw-dim", h("span", ""), ...columns);
  const looks = popup(strings.looks, h("div", "bar hfw-export", ...kind.looks));
  const tools = h("div", "bar hfw-tools", ...kind.tools, looks.node);
  const side = h("div", "side", count, heads, ...found.nodes);
  view.bar.prepend(tools);
  const split = h("div", "split", view.node, side);
  const node = h("div", "regions", split);
  const offer = (some: boolean) => {
    tools.hidden = count.hidden = heads.hidden = !some;
  };
  offer(false);
  node.onkeydown = (event) => {
    if (event.key === "Escape" && choice.pinned() !== null && !going(host.model)) {
      // Where nothing runs, Escape lets go of what is pinned, and of nothing else.
      event.stopPropagation();
      choice.pin(null);
    }
  };
  const { note, receive } = answers(host, view, node, {
    async unpack(answer: Answer, buffers) {
      const regionsOf = await kind.load(answer, buffers);
      return () => {
        const regions = measured(scored(regionsOf(view.size())));
        found.take(regions);
        offer(!!regions.length);
        node.classList.add("hfw-answered");
      };
    },
  });
  split.before(note);
  const { regions } = found;

  return {
    node,
    actions: [useIn(host, () => pieces(noun, regions(), choice.pinned())).node, keep.node],
    noun: strings.nouns[noun][1],
    begin() {},
    whole: receive,
    end: receive,
    busy: (active) => set(node, { "aria-busy": active }),
    text: () => table(regions(), false),
    markdown: () => table(regions(), true),
    summary: () =>
      strings.summary(
        noun,
        regions().map(({ label }) => label),
      ),
    redraw: view.redraw,
    filtered: found.filtered,
  };
}

/** What was found, in the picture and in the list: what is meant and shown in one is so in both. */
function finds(host: RendererHost, kind: Kind) {
  const { noun } = kind;
  let scene: Scene = { regions: [], shown: [], target: null };

  const choice: Selection = selection(
    host,
    () => scene.regions.length,
    (...to) => retarget(...to),
  );
  const { view, caption, forget } = stage(host, kind, choice, () => scene);
  const rows = list(noun, { meant: choice.mean, pin: choice.toggle });
  const sieves: Filters = filters(kind.filters, () => filtered());
  const keep: Exports = exportPanel(host, noun, kind.formats, choice.pinned);
  const tally = counts(host, noun, () => {
    sieves.clear();
    rows.focus();
  });
  const retarget = (follow: boolean, reveal: boolean) => {
    scene = { ...scene, target: choice.target() };
    const region = scene.regions[scene.target ?? -1];
    caption.textContent = region
      ? [`${(scene.target ?? 0) + 1}`, region.label, ...namedFacts(region)].join(" · ")
      : "";
    rows.mark(scene.target, choice.pinned(), follow);
    keep.offer();
    if (region?.box && reveal) {
      const [left, top, right, bottom] = region.box;
      view.reveal(region.centroid ?? [(left + right) / 2, (top + bottom) / 2]);
    }
    view.redraw();
  };
  const filtered = () => {
    const { regions } = scene;
    const shown = kind.sieve(regions, regions.map(sieves.passes));
    scene = { ...scene, shown };
    sieves.mark();
    tally.show(shown.filter(Boolean).length, regions.length);
    rows.filter(shown);
    view.redraw();
  };
  const take = (regions: readonly Region[]) => {
    scene = { regions, shown: [], target: null };
    choice.renew();
    forget();
    rows.show(regions, kind.pattern);
    sieves.offer(regions);
    filtered();
    tally.hush();
    retarget(true, false);
  };
  const { count } = tally;
  const nodes = [...tally.nodes, rows.node];
  return { view, choice, sieves, keep, count, nodes, take, filtered, regions: () => scene.regions };
}

/** The picture with what is drawn over it; its pointer and keys choose, its caption names. */
function stage({ signal, say }: RendererHost, kind: Kind, choice: Selection, scene: () => Scene) {
  const caption = h("div", { class: "hfw-caption", "aria-hidden": true });
  let before: number | null = null;
  let clicked: Point = [-SAME, -SAME];
  const under = (at: Point | null) => (at ? kind.at(at, scene()) : []);
  const view: Viewer = viewer({
    signal,
    label: strings.picture,
    draw: (frame, overlay, moved) => kind.draw(scene(), frame, overlay, moved),
    point: (at) => choice.over(under(at)),
    click(at, { detail, clientX, clientY }) {
      // The first click of a double click pins, which zooming in should not.
      if (detail < 2) {
        before = choice.pinned();
        const again = Math.hypot(clientX - clicked[0], clientY - clicked[1]) < SAME;
        clicked = [clientX, clientY];
        choice.cycle(under(at), again);
      } else if (detail === 2) {
        choice.pin(before);
      }
    },
    key: (event) => stageKey(event, choice, () => say(caption.textContent ?? "")),
  });
  view.node.append(caption);
  view.stage.onblur = () => choice.mean(null);
  /** Others are shown: the next click is the first in its place. */
  const forget = () => {
    clicked = [-SAME, -SAME];
  };
  return { view, caption, forget };
}

/** How many are shown, in words that are also said; why none is, and the way back. */
function counts({ signal, say }: RendererHost, noun: strings.Noun, showAll: () => void) {
  const count = h("span", "");
  const empty = h("div", "dim", strings.awaited(noun));
  const clear = button(strings.showAll, showAll, { hidden: true });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hush = () => clearTimeout(timer);
  atEnd(signal, hush);
  return {
    count,
    nodes: [empty, clear],
    /** Do not say what is about to be said. */
    hush,
    show(passing: number, all: number) {
      const told = strings.shownOf(noun, passing, all);
      if (told !== count.textContent) {
        count.textContent = told;
        hush();
        timer = setTimeout(() => say(told), 600);
      }
      clear.hidden = passing > 0 || !all;
      empty.textContent = !all
        ? strings.foundNone(noun)
        : passing
          ? ""
          : strings.allHidden(noun, all);
    },
  };
}

/** What can be used elsewhere: the pinned region, and the whole picture. */
function pieces(noun: strings.Noun, regions: readonly Region[], index: number | null): Piece[] {
  const label = regions[index ?? -1]?.label;
  const whole: Piece = { what: { kind: "input" }, name: strings.picture };
  return index === null
    ? [whole]
    : [{ what: { kind: noun, index }, name: `${index + 1} ${label}` }, whole];
}

/** Tab goes through what lies over each other under the pointer, Enter pins it. */
function stageKey(event: KeyboardEvent, choice: Selection, tell: () => void): boolean {
  const { key, shiftKey, ctrlKey, metaKey } = event;
  if (key === "Tab" && choice.step(shiftKey ? -1 : 1)) {
    tell();
    return true;
  }
  const target = choice.target();
  if ([" ", "Enter"].includes(key) && !(ctrlKey || metaKey) && target !== null) {
    choice.toggle(target);
    return true;
  }
  return false;
}

// Objects that a model found: boxes with labels over the picture, and the list of them.

import type { MakeRenderer } from "../kit";
import { button, set } from "../lib/dom";
import { shownScore } from "../lib/score_strings";
import type { Frame } from "../lib/viewer";
import * as strings from "../lib/vision_strings";
import { slider } from "../regions/filters";
import { type Panel, regionPanel, type Scene } from "../regions/panel";
import { drawPlates, MOST, type Plate } from "../regions/plates";
import type { Region } from "../regions/region";
import { area, suppress } from "../regions/suppression";

/** Dashes tell neighbours apart without colour. */
const DASHES: readonly (readonly number[])[] = [[], [8, 4], [3, 3], [12, 3, 3, 3]];
const dashOf = (index: number) => index % DASHES.length;

/** After letters of these scripts a number would go to the wrong side of them, but for this mark. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufefc]/;
const LEFT_TO_RIGHT = "\u200e";

interface Settings {
  named: boolean;
  dashed: boolean;
  /** Of boxes that lie over each other, only the best. */
  best: boolean;
}

export const boxes: MakeRenderer = (host) => {
  let regions: readonly Region[] = [];
  /** The smallest first: small boxes lie on top, and are drawn last. */
  let order: number[] = [];
  const settings: Settings = {
    named: true,
    dashed: matchMedia("(prefers-contrast: more), (forced-colors: active)").matches,
    best: false,
  };
  const redraw = () => panel.redraw();
  const most = slider(strings.overlap, 0.5, () => panel.filtered());
  most.node.hidden = true;
  const panel: Panel = regionPanel(host, {
    noun: "box",
    columns: [strings.scored],
    formats: {
      crop: { format: "png", kind: "box" },
      coco: { format: "coco" },
      csv: { format: "csv" },
    },
    tools: [],
    looks: [
      toggle(strings.names, settings, "named", redraw),
      toggle(strings.patterns, settings, "dashed", redraw),
    ],
    filters: [
      toggle(strings.suppress, settings, "best", () => {
        most.node.hidden = !settings.best;
        panel.filtered();
      }),
      most.node,
    ],
    load: async (output) => () => {
      regions = (output as { items?: readonly Region[] }).items ?? [];
      order = regions.map((_, index) => index);
      const sizeOf = (index: number) => area(regions[index]?.box ?? [0, 0, 0, 0]);
      order.sort((a, b) => sizeOf(a) - sizeOf(b));
      return regions;
    },
    sieve: (all, passes) => (settings.best ? suppress(all, passes, most.value()) : passes),
    at: ([x, y], { shown }) =>
      order.filter((index) => {
        const [left, top, right, bottom] = regions[index]?.box ?? [1, 1, 0, 0];
        return shown[index] && x >= left && x <= right && y >= top && y <= bottom;
      }),
    draw: (scene, frame, overlay) => draw(scene, order, settings, frame, overlay),
    pattern: dashOf,
  });
  return panel;
};

/** A button that stays pressed while its setting is on. */
function toggle(label: string, settings: Settings, name: keyof Settings, changed: () => void) {
  const press = () => {
    settings[name] = !settings[name];
    set(node, { "aria-pressed": settings[name] });
    changed();
  };
  const node = button(label, press, { "aria-pressed": settings[name] });
  return node;
}

function draw(
  { regions, shown, target }: Scene,
  order: readonly number[],
  { named, dashed }: Settings,
  frame: Frame,
  context: CanvasRenderingContext2D,
): void {
  context.clearRect(0, 0, frame.width, frame.height);
  const drawn = inOrder({ regions, shown, target }, order);
  const crowded = drawn.length > MOST;
  for (const index of drawn) {
    const dashes = dashed ? DASHES[dashOf(index)] : [];
    drawBox(regions[index], dashes, stateOf(index, target, crowded), frame, context);
  }
  // Of several in one place the best one is named.
  const scoreOf = (index: number) => regions[index]?.score ?? 0;
  const ranked = drawn.reverse().sort((a, b) => scoreOf(b) - scoreOf(a));
  const labelled = target === null ? ranked : [target];
  const plates = labelled.flatMap((index) =>
    plateOf(regions[index], index, target, crowded, frame),
  );
  const { fontFamily } = getComputedStyle(context.canvas.parentElement as Element);
  drawPlates(named ? plates : [], frame, context, fontFamily);
}

type State = "meant" | "faint" | "crowded" | "";

const stateOf = (index: number, target: number | null, crowded: boolean): State =>
  target === null ? (crowded ? "crowded" : "") : index === target ? "meant" : "faint";

/** The large ones first; what is meant last, over everything. */
function inOrder({ shown, target }: Scene, order: readonly number[]): number[] {
  const others = order.filter((index) => shown[index] && index !== target).reverse();
  return target === null ? others : [...others, target];
}

/** The label at the first corner of what is in view of a box. */
function plateOf(
  region: Region | undefined,
  index: number,
  target: number | null,
  crowded: boolean,
  { left, top, scale, width, height }: Frame,
): Plate[] {
  const { box, color = "", label = "", score = null, shares } = region ?? {};
  const [x, y] = [-left / scale, -top / scale];
  const [right, bottom] = [x + width / scale, y + height / scale];
  if (!box || box[0] > right || box[1] > bottom || box[2] < x || box[3] < y) {
    return [];
  }
  const first = index === target;
  const side = RIGHT_TO_LEFT.test(label) ? LEFT_TO_RIGHT : "";
  const told = score === null ? "" : ` ${side}${shownScore(score, shares)}`;
  const words = `${index + 1} ${label}${told}`;
  // Of very many only the numbers, and the words of the one that is meant.
  const text = crowded && !first ? `${index + 1}` : words;
  const at = [Math.max(x, box[0]), Math.max(y, box[1])] as const;
  const elsewhere = [[Math.min(right, box[2]), at[1]] as const, [at[0], box[3]] as const];
  return [{ text, short: `${index + 1}`, elsewhere, color, at, corner: true, first }];
}

function drawBox(
  region: Region | undefined,
  dashes: readonly number[] = [],
  state: State,
  { scale, left, top, ratio }: Frame,
  context: CanvasRenderingContext2D,
): void {
  const { box, color = "" } = region ?? {};
  if (!box) {
    return;
  }
  const stroke = (style: string, wide: number, dash: readonly number[]) => {
    context.lineWidth = wide * ratio;
    context.strokeStyle = style;
    context.setLineDash(dash.map((part) => part * ratio));
    context.strokeRect(
      left + box[0] * scale,
      top + box[1] * scale,
      (box[2] - box[0]) * scale,
      (box[3] - box[1]) * scale,
    );
  };
  const wide = { meant: 4, faint: 2.5, crowded: 1.5, "": 2.5 }[state];
  context.globalAlpha = state === "faint" ? 0.35 : 1;
  // A dark line below the bright one: one of them is seen on any picture.
  stroke("#0009", wide + 1.5, []);
  stroke(color, wide, dashes);
  context.globalAlpha = 1;
}

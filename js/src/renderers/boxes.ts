// Objects that a model found: boxes with labels over the picture, and the list of them.
import { button, set } from "../lib/dom";
import type { MakeRenderer } from "../lib/types";
import type { Frame } from "../lib/viewer";
import * as strings from "../lib/vision_strings";
import { slider } from "../regions/filters";
import { type Panel, regionPanel, type Scene } from "../regions/panel";
import { drawPlates } from "../regions/plates";
import type { Region } from "../regions/region";
import { area, suppress } from "../regions/suppression";

/** Where the boxes' lines are drawn: dashes tell neighbours apart without colour. */
const DASHES: readonly (readonly number[])[] = [[], [8, 4], [3, 3], [12, 3, 3, 3]];
const dashOf = (index: number) => index % DASHES.length;

export const boxes: MakeRenderer = (host) => {
  let regions: readonly Region[] = [];
  // Small boxes lie on top, and are drawn last.
  let order: number[] = [];
  let named = true;
  let kept = false;

  const toggle = (label: string, on: () => boolean, act: () => void) => {
    const node = button(
      label,
      () => {
        act();
        set(node, { "aria-pressed": on() });
      },
      { "aria-pressed": on() },
    );
    return node;
  };
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
    tools: [
      toggle(
        strings.names,
        () => named,
        () => {
          named = !named;
          panel.redraw();
        },
      ),
    ],
    filters: [
      toggle(
        strings.suppress,
        () => kept,
        () => {
          kept = !kept;
          most.node.hidden = !kept;
          panel.filtered();
        },
      ),
      most.node,
    ],
    load: async (output) => () => {
      regions = (output as { items?: readonly Region[] }).items ?? [];
      order = regions.map((_, index) => index);
      const sizeOf = (index: number) => area(regions[index]?.box ?? [0, 0, 0, 0]);
      order.sort((a, b) => sizeOf(a) - sizeOf(b));
      return regions;
    },
    sieve: (all, passes) => (kept ? suppress(all, passes, most.value()) : passes),
    at: ([x, y], { shown }) =>
      order.filter((index) => {
        const [left, top, right, bottom] = regions[index]?.box ?? [1, 1, 0, 0];
        return shown[index] && x >= left && x <= right && y >= top && y <= bottom;
      }),
    draw: (scene, frame, overlay) => draw(scene, order, named, frame, overlay),
    pattern: dashOf,
  });
  return panel;
};

function draw(
  { regions, shown, target }: Scene,
  order: readonly number[],
  named: boolean,
  frame: Frame,
  context: CanvasRenderingContext2D,
): void {
  context.clearRect(0, 0, frame.width, frame.height);
  // The large ones first; what is meant last, over everything.
  const others = order.filter((index) => shown[index] && index !== target).reverse();
  const drawn = target === null ? others : [...others, target];
  for (const index of drawn) {
    drawBox(regions[index], index, index === target ? "meant" : target === null ? "" : "faint", {
      frame,
      context,
    });
  }
  if (named) {
    const plates = (target === null ? drawn.reverse() : [target]).flatMap((index) => {
      const { box, color = "", label = "", score = null } = regions[index] ?? {};
      const text = `${index + 1} ${label}${score === null ? "" : ` ${strings.percent(score)}`}`;
      const at = box && ([box[0], box[1]] as const);
      return at ? [{ text, color, at, corner: true, first: index === target }] : [];
    });
    const { fontFamily } = getComputedStyle(context.canvas.parentElement as Element);
    drawPlates(plates, frame, context, fontFamily);
  }
}

function drawBox(
  region: Region | undefined,
  index: number,
  state: "meant" | "faint" | "",
  { frame, context }: { frame: Frame; context: CanvasRenderingContext2D },
): void {
  const { box, color = "" } = region ?? {};
  if (!box) {
    return;
  }
  const { scale, left, top, ratio } = frame;
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
  const wide = state === "meant" ? 3 : 2;
  context.globalAlpha = state === "faint" ? 0.3 : 1;
  // A dark line below the bright one: one of them is seen on any picture.
  stroke("#0008", wide + 2, []);
  stroke(color, wide, DASHES[dashOf(index)] ?? []);
  context.globalAlpha = 1;
}

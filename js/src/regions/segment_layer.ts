// Draws segments over a picture from their index map: filled, outlined or cut out, and their
// numbers where they are.
import {
  type IndexMap,
  type Look,
  PATTERN_COUNT,
  type Part,
  paint,
  type Sample,
  sample,
  seenOf,
} from "../lib/index_map";
import type { Frame, Point } from "../lib/viewer";
import { anchors } from "./anchors";
import type { Scene } from "./panel";
import { drawPlates } from "./plates";
import type { Region } from "./region";

export type Mode = "fill" | "outline" | "cutout";

export interface Settings {
  mode: Mode;
  /** 0 to 1. */
  opacity: number;
  patterns: boolean;
  numbers: boolean;
}

export interface SegmentLayer {
  /** `picture` is the size that the regions' points are measured in. */
  take(map: IndexMap, regions: Scene["regions"], picture: Frame["picture"]): void;
  draw(
    scene: Scene,
    settings: Settings,
    frame: Frame,
    context: CanvasRenderingContext2D,
    moved: boolean,
  ): void;
}

export const patternOf = (index: number): number => index % PATTERN_COUNT;

/** Grey is the colour of what means background, and of nothing else (pictures/palette.py). */
const isQuiet = (color = ""): boolean => /^#(..)\1\1$/.test(color);

/** The largest first, and last what means background. */
function ranked(regions: readonly Region[]): number[] {
  const weight = (index: number) => {
    const { pixels = 0, color } = regions[index] as Region;
    return isQuiet(color) ? pixels - 1e12 : pixels;
  };
  return regions.map((_, index) => index).sort((a, b) => weight(b) - weight(a));
}

/** "#rrggbb" as 0x00BBGGRR. */
export function packed(color: string): number {
  const value = Number.parseInt(color.slice(1), 16);
  return ((value & 255) << 16) | (value & 0xff00) | (value >> 16);
}

/** How every stack looks under these settings; `paper` is what shows where nothing is cut out. */
export function lookOf(
  map: IndexMap,
  { regions, shown, target }: Scene,
  { mode, opacity, patterns }: Settings,
  paper: number,
): Look {
  const seen = seenOf(map, (index) => shown[index] ?? false, target);
  const colors = Uint32Array.from(regions, ({ color }) => packed(color));
  const strong = Math.round(255 * opacity);
  const cut = mode === "cutout";
  const rest = cut ? strong : 0;
  const alpha = (share: number) => Math.round(255 * Math.min(1, share)) * 2 ** 24;
  const paint = (of: (index: number) => number) =>
    Uint32Array.from(seen, (index) => (index < 0 ? rest * 2 ** 24 + (cut ? paper : 0) : of(index)));
  const tint = (index: number, share: number) => alpha(share) + (colors[index] as number);
  // What means background is not filled, unless it is meant: what is before it is looked at.
  const filled = (index: number) =>
    mode === "fill" && (index === target || !isQuiet(regions[index]?.color)) ? opacity : 0;
  return {
    seen,
    fill: paint((index) => (cut ? paper : tint(index, filled(index)))),
    edge: paint((index) => tint(index, cut ? 0.9 : mode === "fill" ? opacity + 0.35 : opacity)),
    band: mode === "outline",
    pattern: patterns ? Uint8Array.from(seen, (index) => (index < 0 ? 0 : patternOf(index))) : null,
    soft: Uint8Array.from(seen, (index, stack) =>
      Number(index >= 0 && map.stacks[stack]?.[0] === index),
    ),
    rest,
  };
}

/** The part of a sample that a region can touch, with its edge. */
function partOf({ left, top, width, height }: Sample, frame: Frame, box: Region["box"]): Part {
  const [x0, y0, x1, y1] = box ?? [0, 0, 0, 0];
  const margin = 4 * frame.ratio;
  const place = (at: number, corner: number, shift: number, limit: number) =>
    Math.round(Math.max(0, Math.min(limit, at * frame.scale + corner + shift)));
  return [
    place(x0, frame.left - left, -margin, width),
    place(y0, frame.top - top, -margin, height),
    place(x1, frame.left - left, margin, width),
    place(y1, frame.top - top, margin, height),
  ];
}

/** Whether one segment is shown alone. */
const alone = (scene: Scene | undefined) => typeof scene?.target === "number";

const around = (a: Part, b: Part): Part => [
  Math.min(a[0], b[0]),
  Math.min(a[1], b[1]),
  Math.max(a[2], b[2]),
  Math.max(a[3], b[3]),
];

interface Page {
  paper: number;
  font: string;
}

/** What the picture lies on, which cutting out uncovers, and the font. */
function pageOf(context: CanvasRenderingContext2D): Page {
  const style = getComputedStyle(context.canvas.parentElement as Element);
  context.fillStyle = style.backgroundColor;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return { paper: (blue << 16) | (green << 8) | red, font: style.fontFamily };
}

interface Drawn {
  scene: Scene;
  settings: Settings;
}

/** What has to be filled anew: between two segments that are shown alone, only they change. */
function changed(now: Sample, frame: Frame, { scene, settings }: Drawn, last: Drawn | null): Part {
  const boxOf = (index: number | null | undefined) => scene.regions[index ?? -1]?.box;
  const [one, other] = [boxOf(scene.target), boxOf(last?.scene.target)];
  return one && other && last?.settings === settings
    ? around(partOf(now, frame, one), partOf(now, frame, other))
    : [0, 0, now.width, now.height];
}

export function segmentLayer(): SegmentLayer {
  let map: IndexMap | null = null;
  let cut: Sample | undefined;
  let image: ImageData | undefined;
  let places: (Point | null)[] = [];
  let order: number[] = [];
  let page: Page = { paper: 0, font: "" };
  // What the pixels show now.
  let last: Drawn | null = null;

  /** The sample of this view; null while there is no map. */
  const see = (frame: Frame, context: CanvasRenderingContext2D, moved: boolean) => {
    if (map && (moved || !cut)) {
      cut = sample(map, frame, cut);
      last = null;
      page = pageOf(context);
    }
    return cut;
  };
  const numbers = ({ regions, shown }: Scene, frame: Frame, context: CanvasRenderingContext2D) => {
    const plates = order.flatMap((index) => {
      const at = places[index];
      const { color = "" } = regions[index] ?? {};
      return at && shown[index] ? [{ text: `${index + 1}`, color, at, corner: false }] : [];
    });
    drawPlates(plates, frame, context, page.font);
  };
  const fill = (
    now: Sample,
    scene: Scene,
    settings: Settings,
    frame: Frame,
    context: CanvasRenderingContext2D,
  ) => {
    const { width, height } = now;
    if (image?.width !== width || image.height !== height) {
      image = new ImageData(width, height);
    }
    const part = changed(now, frame, { scene, settings }, last);
    const [left, top, right, bottom] = part;
    const pixels = new Uint32Array(image.data.buffer);
    paint(now, lookOf(map as IndexMap, scene, settings, page.paper), frame.ratio, pixels, part);
    context.putImageData(image, now.left, now.top, left, top, right - left, bottom - top);
    last = { scene, settings };
  };
  return {
    take(next, regions, picture) {
      map = next;
      cut = undefined;
      places = anchors(next, regions, picture);
      order = ranked(regions);
    },
    draw(scene, settings, frame, context, moved) {
      const now = see(frame, context, moved);
      if (!now) {
        return;
      }
      // Numbers may lie beside the picture.
      if (!alone(last?.scene)) {
        context.clearRect(0, 0, frame.width, frame.height);
      }
      if (now.cells.length) {
        fill(now, scene, settings, frame, context);
      }
      // Alone, a segment needs no number: its row and the caption name it.
      if (settings.numbers && !alone(scene)) {
        numbers(scene, frame, context);
      }
    },
  };
}

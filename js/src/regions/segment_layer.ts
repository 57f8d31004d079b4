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
  const fills = { fill: opacity, outline: 0, cutout: 0 };
  return {
    seen,
    fill: paint((index) => (cut ? paper : tint(index, fills[mode]))),
    edge: paint((index) => tint(index, cut ? 0.9 : mode === "fill" ? opacity + 0.35 : opacity)),
    pattern: patterns ? Uint8Array.from(seen, (index) => (index < 0 ? 0 : patternOf(index))) : null,
    soft: Uint8Array.from(seen, (index, stack) =>
      Number(index >= 0 && map.stacks[stack]?.[0] === index),
    ),
    rest,
  };
}

/** The middle of the longest stretch of a row of cells that a test holds for, and its length. */
function longest(from: number, to: number, on: (column: number) => boolean): [number, number] {
  let [end, length, run] = [from, 0, 0];
  for (let column = from; column < to; column++) {
    run = on(column) ? run + 1 : 0;
    if (run > length) {
      [end, length] = [column, run];
    }
  }
  return [end - (length - 1) / 2, length];
}

/** Rows of a segment that are looked at for a place. */
const ROWS = 12;

/** A point for each segment's number: its middle where it is on top there, or else the widest place. */
export function anchors(
  map: IndexMap,
  regions: Scene["regions"],
  picture: Frame["picture"],
): (Point | null)[] {
  const across = map.width / picture.width;
  const down = map.height / picture.height;
  const { cells, width, stacks } = map;
  const top = Int32Array.from(stacks, (stack) => stack[0] ?? -1);
  return regions.map(({ centroid, box }, index) => {
    if (!centroid || !box) {
      return null;
    }
    const on = (column: number, row: number) =>
      top[cells[row * width + column] as number] === index;
    if (on(Math.floor(centroid[0] * across), Math.floor(centroid[1] * down))) {
      return centroid;
    }
    const [left, upper, right, lower] = box;
    let [best, place]: [number, Point] = [0, centroid];
    for (let step = 0; step < ROWS; step++) {
      const row = Math.floor((upper + ((lower - upper) * (step + 0.5)) / ROWS) * down);
      const [middle, length] = longest(Math.floor(left * across), Math.ceil(right * across), (at) =>
        on(at, row),
      );
      if (length > best) {
        [best, place] = [length, [(middle + 0.5) / across, (row + 0.5) / down]];
      }
    }
    return place;
  });
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
    const thick = (settings.mode === "fill" && !alone(scene) ? 1 : 2) * frame.ratio;
    const pixels = new Uint32Array(image.data.buffer);
    paint(now, lookOf(map as IndexMap, scene, settings, page.paper), thick, pixels, part);
    context.putImageData(image, now.left, now.top, left, top, right - left, bottom - top);
    last = { scene, settings };
  };
  return {
    take(next, regions, picture) {
      map = next;
      cut = undefined;
      places = anchors(next, regions, picture);
      order = regions.map((_, index) => index);
      order.sort((a, b) => (regions[b]?.pixels ?? 0) - (regions[a]?.pixels ?? 0));
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

// Draws segments over a picture from their index map: filled, outlined or cut out, and their
// numbers where they are.
import {
  type IndexMap,
  type Look,
  PATTERN_COUNT,
  paint,
  type Sample,
  sample,
  seenOf,
} from "../lib/index_map";
import type { Frame, Point } from "../lib/viewer";
import type { Scene } from "./panel";
import { drawPlates } from "./plates";

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

export function segmentLayer(): SegmentLayer {
  let map: IndexMap | null = null;
  let cut: Sample | undefined;
  let image: ImageData | undefined;
  let places: (Point | null)[] = [];
  let order: number[] = [];
  let paper: [number, string] = [0, ""];

  // What the picture lies on, which cutting out uncovers, and the font.
  const look = (context: CanvasRenderingContext2D) => {
    const { backgroundColor, fontFamily } = getComputedStyle(
      context.canvas.parentElement as Element,
    );
    context.fillStyle = backgroundColor;
    context.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
    paper = [(blue << 16) | (green << 8) | red, fontFamily];
  };
  const numbers = ({ regions, shown }: Scene, frame: Frame, context: CanvasRenderingContext2D) => {
    const plates = order.flatMap((index) => {
      const at = places[index];
      const { color = "" } = regions[index] ?? {};
      return at && shown[index] ? [{ text: `${index + 1}`, color, at, corner: false }] : [];
    });
    drawPlates(plates, frame, context, paper[1]);
  };
  const fill = (
    map: IndexMap,
    cut: Sample,
    scene: Scene,
    settings: Settings,
    ratio: number,
    context: CanvasRenderingContext2D,
  ) => {
    const { left, top, width, height } = cut;
    if (image?.width !== width || image.height !== height) {
      image = new ImageData(width, height);
    }
    const thick = (settings.mode === "fill" ? 1 : 2) * ratio;
    const pixels = new Uint32Array(image.data.buffer);
    paint(cut, lookOf(map, scene, settings, paper[0]), thick, pixels);
    context.putImageData(image, left, top);
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
      if (!map) {
        return;
      }
      if (moved || !cut) {
        cut = sample(map, frame, cut);
        look(context);
      }
      context.clearRect(0, 0, frame.width, frame.height);
      if (cut.cells.length) {
        fill(map, cut, scene, settings, frame.ratio, context);
      }
      // Alone, a segment needs no number: its row and the caption name it.
      if (settings.numbers && scene.target === null) {
        numbers(scene, frame, context);
      }
    },
  };
}

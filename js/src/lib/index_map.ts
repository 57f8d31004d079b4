// Segments as one map: each pixel holds the number of a *stack*, and a table says which segments a
// stack has, topmost first. Pointing is one array read; any filter, colour or opacity is a new
// table over the stacks. Arithmetic only, no elements.
import type { Frame } from "./viewer";

export type Cells = Uint8Array | Uint16Array | Uint32Array;

export interface IndexMap {
  width: number;
  height: number;
  cells: Cells;
  /** stacks[0] is empty: no segment. */
  stacks: readonly (readonly number[])[];
  /** How sure the topmost segment of a pixel is of it, 0 to 255; null: wholly, everywhere. */
  softness: Uint8Array | null;
  /** The stacks that have a segment. */
  stacksOf: readonly (readonly number[])[];
}

/** What a kernel sends of a segmentation, beside its buffers. */
export interface IndexMapHeader {
  width: number;
  height: number;
  /** Bytes a pixel, little-endian. */
  size: number;
  stacks: readonly (readonly number[])[];
  segments: readonly unknown[];
  soft: boolean;
}

export async function inflate(bytes: DataView): Promise<ArrayBuffer> {
  const packed = new Blob([bytes as DataView<ArrayBuffer>]).stream();
  return new Response(packed.pipeThrough(new DecompressionStream("deflate"))).arrayBuffer();
}

/** Unpack a map; throws RangeError when it has not the size that its header says. */
export async function readIndexMap(
  { width, height, size, stacks, segments, soft }: IndexMapHeader,
  [packed, packedSoftness]: readonly DataView[],
): Promise<IndexMap> {
  const plane = async (bytes: DataView | undefined, each: number) => {
    const plain = bytes ? await inflate(bytes) : new ArrayBuffer(0);
    if (plain.byteLength !== width * height * each) {
      throw new RangeError(`${plain.byteLength} bytes for ${width} × ${height} × ${each}`);
    }
    return plain;
  };
  const raw = await plane(packed, size);
  // Every browser runs on little-endian machines, as the wire's order is.
  const cells =
    size === 1 ? new Uint8Array(raw) : size === 2 ? new Uint16Array(raw) : new Uint32Array(raw);
  const softness = soft ? new Uint8Array(await plane(packedSoftness, 1)) : null;
  const stacksOf: number[][] = segments.map(() => []);
  stacks.forEach((stack, number) => {
    for (const segment of stack) {
      stacksOf[segment]?.push(number);
    }
  });
  return { width, height, cells, stacks, softness, stacksOf };
}

/** The segments at a point of the picture, topmost first. */
export function stackAt(
  map: IndexMap,
  [x, y]: readonly [number, number],
  picture: { width: number; height: number },
): readonly number[] {
  const column = Math.floor((x * map.width) / picture.width);
  const row = Math.floor((y * map.height) / picture.height);
  return map.stacks[map.cells[row * map.width + column] ?? 0] ?? [];
}

/** The cells that a view shows, one a device pixel: `left`, `top` say where on the canvas. */
export interface Sample {
  left: number;
  top: number;
  width: number;
  height: number;
  cells: Cells;
  softness: Uint8Array | null;
}

/** For each device pixel from `first` on: the cell whose middle is nearest below it. */
function places(first: number, count: number, start: number, step: number, limit: number) {
  return Int32Array.from({ length: count }, (_, index) =>
    Math.min(limit - 1, Math.max(0, Math.floor((first + index + 0.5 - start) * step))),
  );
}

/** Sample the map for a view. `old` lends its memory when it has the right size. */
export function sample(map: IndexMap, view: Frame, old?: Sample): Sample {
  const { picture, scale } = view;
  const left = Math.max(0, Math.round(view.left));
  const top = Math.max(0, Math.round(view.top));
  const width = Math.max(
    0,
    Math.min(view.width, Math.round(view.left + picture.width * scale)) - left,
  );
  const height = Math.max(
    0,
    Math.min(view.height, Math.round(view.top + picture.height * scale)) - top,
  );
  const across = map.width / (picture.width * scale);
  const columns = places(left, width, view.left, across, map.width);
  const down = map.height / (picture.height * scale);
  const rows = places(top, height, view.top, down, map.height);
  const fits =
    old?.cells.length === width * height && old.cells.constructor === map.cells.constructor;
  const cells = fits ? old.cells : emptyLike(map.cells, width * height);
  gather(map.cells, map.width, rows, columns, cells);
  let softness: Uint8Array | null = null;
  if (map.softness) {
    softness = (fits && old.softness) || new Uint8Array(width * height);
    gather(map.softness, map.width, rows, columns, softness);
  }
  return { left, top, width, height, cells, softness };
}

function emptyLike(cells: Cells, length: number): Cells {
  return new (cells.constructor as new (length: number) => Cells)(length);
}

function gather(from: Cells, stride: number, rows: Int32Array, columns: Int32Array, to: Cells) {
  const width = columns.length;
  let at = 0;
  for (let y = 0; y < rows.length; y++) {
    // Zoomed in, a row of cells is several rows of pixels.
    if (y && rows[y] === rows[y - 1]) {
      to.copyWithin(at, at - width, at);
      at += width;
      continue;
    }
    const start = (rows[y] as number) * stride;
    for (let x = 0; x < width; x++) {
      to[at++] = from[start + (columns[x] as number)] as number;
    }
  }
}

/** How each stack is drawn. Colours are 0xAABBGGRR, as ImageData's bytes read as numbers. */
export interface Look {
  /** The segment that is seen at a stack, or -1. */
  seen: Int32Array;
  fill: Uint32Array;
  /** Lines and dots of its pattern, and its band. */
  edge: Uint32Array;
  /** Whether a band of the segment's colour lies along its outline. */
  band: boolean;
  /** Which of the 8 × 8 patterns the fill has (0: none), where patterns are wanted. */
  pattern: Uint8Array | null;
  /** 1 for the stacks whose softness is that of the segment that is seen. */
  soft: Uint8Array;
  /** Alpha of the parts that a soft mask is not sure of, 0 to 255. */
  rest: number;
}

/** Which segment is seen at each stack: the topmost of the visible ones, or only `single`. */
export function seenOf(
  map: Pick<IndexMap, "stacks" | "stacksOf">,
  visible: (segment: number) => boolean,
  single: number | null,
): Int32Array {
  const seen = new Int32Array(map.stacks.length).fill(-1);
  if (single !== null) {
    for (const stack of map.stacksOf[single] ?? []) {
      seen[stack] = single;
    }
    return seen;
  }
  const shows = map.stacksOf.map((_, segment) => visible(segment));
  map.stacks.forEach((stack, number) => {
    seen[number] = stack.find((segment) => shows[segment]) ?? -1;
  });
  return seen;
}

/** Alike on any pixel (x, y), 8 × 8: nothing, four directions of lines, dots. */
const PATTERNS: readonly ((x: number, y: number) => boolean)[] = [
  () => false,
  (x, y) => (x + y) % 8 < 2,
  (x, y) => (x - y + 8) % 8 < 2,
  (_, y) => y < 2,
  (x) => x < 2,
  (x, y) => x % 4 < 2 && y % 4 < 2,
];
export const PATTERN_COUNT = PATTERNS.length;

const BITS = Uint8Array.from({ length: PATTERN_COUNT * 64 }, (_, bit) =>
  Number(PATTERNS[bit >> 6]?.(bit & 7, (bit >> 3) & 7)),
);

/** Columns and rows of a sample, the last ones excluded. */
export type Part = readonly [left: number, top: number, right: number, bottom: number];

/** By stack: on the side of what is over, and on the other. */
type Tones = readonly [over: Uint32Array, under: Uint32Array];

/** The two tones of an outline: on any picture, and any colour over it, one of them is seen. */
export const LIGHT = 0xffffffff;
export const DARK = 0xff141414;
/** How much wider than a tone of the outline the band beside it is. */
const BAND = 3;

/**
 * Paint a sample, or a part of it, into pixels of the sample's size; `thick` is the width of each
 * tone of an outline in pixels. The border of the part has no outline.
 */
export function paint(
  cut: Sample,
  look: Look,
  thick: number,
  pixels: Uint32Array,
  part: Part = [0, 0, cut.width, cut.height],
): void {
  const { width, cells } = cut;
  const { fill, seen, edge, rest } = look;
  const [left, top, right, bottom] = part;
  const reach = Math.max(1, Math.round(thick));
  for (let row = top; row < bottom; row++) {
    const end = row * width + right;
    for (let at = row * width + left; at < end; at++) {
      pixels[at] = fill[cells[at] as number] as number;
    }
  }
  if (look.band) {
    outline(cut, seen, [edge, edge], reach * BAND, pixels, part);
  }
  if (look.pattern) {
    hatch(cut, look.pattern, look, pixels, part);
  }
  const all = (tone: number) => new Uint32Array(seen.length).fill(tone);
  const tones = () => outline(cut, seen, [all(LIGHT), all(DARK)], reach, pixels, part);
  const soft = () => soften(cut, look, pixels, part);
  // What is cut out ends as softly as its mask: there the outline is softened too.
  for (const step of rest ? [tones, soft] : [soft, tones]) {
    step();
  }
}

/** Along both sides of where segments meet, what is over the other in one colour. */
function outline(
  { cells, width }: Sample,
  seen: Int32Array,
  [over, under]: Tones,
  reach: number,
  pixels: Uint32Array,
  [left, top, right, bottom]: Part,
): void {
  for (let row = top; row < bottom; row++) {
    const [from, to] = [row * width + left, row * width + right];
    line(cells, from, to - reach, reach, seen, over, under, pixels);
    if (row + reach < bottom) {
      line(cells, from, to, reach * width, seen, over, under, pixels);
    }
  }
}

/** Where two pixels that are `apart` show different segments, both are outline. */
function line(
  cells: Cells,
  from: number,
  to: number,
  apart: number,
  seen: Int32Array,
  over: Uint32Array,
  under: Uint32Array,
  pixels: Uint32Array,
): void {
  for (let at = from; at < to; at++) {
    const one = cells[at] as number;
    const other = cells[at + apart] as number;
    if (one !== other && seen[one] !== seen[other]) {
      const first = (seen[one] as number) > (seen[other] as number);
      pixels[at] = (first ? over : under)[one] as number;
      pixels[at + apart] = (first ? under : over)[other] as number;
    }
  }
}

/** Lines and dots of a pattern: as opaque as the edge of the fill that they lie on. */
function hatch(
  { width, cells }: Sample,
  pattern: Uint8Array,
  { fill, edge }: Look,
  pixels: Uint32Array,
  [left, top, right, bottom]: Part,
): void {
  for (let y = top; y < bottom; y++) {
    for (let x = left, at = y * width + left; x < right; x++, at++) {
      const cell = cells[at] as number;
      const bit = ((pattern[cell] as number) << 6) | ((y & 7) << 3) | (x & 7);
      if (BITS[bit] && pixels[at] === fill[cell]) {
        pixels[at] = edge[cell] as number;
      }
    }
  }
}

/** The alpha of a soft mask follows its softness. */
function soften(
  { width, cells, softness }: Sample,
  { soft, rest }: Look,
  pixels: Uint32Array,
  [left, top, right, bottom]: Part,
): void {
  for (let row = top; softness && row < bottom; row++) {
    for (let at = row * width + left; at < row * width + right; at++) {
      const sure = softness[at] as number;
      if (sure < 255 && soft[cells[at] as number]) {
        const pixel = pixels[at] as number;
        const alpha = rest + (((pixel >>> 24) - rest) * sure) / 255;
        pixels[at] = ((pixel & 0xffffff) | (alpha << 24)) >>> 0;
      }
    }
  }
}

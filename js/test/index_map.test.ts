import { deflateSync } from "node:zlib";
import { expect, it } from "vitest";
import {
  DARK,
  type IndexMap,
  LIGHT,
  type Look,
  paint,
  readIndexMap,
  sample,
  seenOf,
  stackAt,
} from "../src/lib/index_map";
import type { Frame } from "../src/lib/viewer";

function item<T>(list: ArrayLike<T>, index: number): T {
  return list[index] as T;
}

/** Repeatable chance: https://en.wikipedia.org/wiki/Linear_congruential_generator */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Scene {
  width: number;
  height: number;
  /** Whether a segment covers a cell. */
  masks: Uint8Array[];
  map: IndexMap;
}

/** Random rectangles and speckles that overlap, and the map that a kernel would make of them. */
async function scene(seed: number, count: number, size: 1 | 2 | 4, soft = false): Promise<Scene> {
  const random = chance(seed);
  const [width, height] = [17 + Math.floor(random() * 20), 13 + Math.floor(random() * 20)];
  const masks = Array.from({ length: count }, () => {
    const [x, y] = [random() * width, random() * height];
    const [w, h] = [1 + random() * width, 1 + random() * height];
    return Uint8Array.from({ length: width * height }, (_, cell) => {
      const [u, v] = [cell % width, Math.floor(cell / width)];
      return Number(u >= x && u < x + w && v >= y && v < y + h && random() < 0.9);
    });
  });
  const area = (mask: Uint8Array) => mask.reduce((sum, one) => sum + one, 0);
  const order = masks
    .map((_, index) => index)
    .sort((a, b) => area(item(masks, a)) - area(item(masks, b)));
  const stacks: number[][] = [[]];
  const numbers = new Map([["", 0]]);
  const Kind = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array }[size];
  const cells = new Kind(width * height);
  for (let cell = 0; cell < cells.length; cell++) {
    const stack = order.filter((index) => item(masks, index)[cell]);
    const key = stack.join();
    if (!numbers.has(key)) {
      numbers.set(key, stacks.push(stack) - 1);
    }
    cells[cell] = numbers.get(key) as number;
  }
  const softness = Uint8Array.from(cells, () => Math.floor(random() * 256));
  const pack = (bytes: ArrayBufferView) =>
    new DataView(new Uint8Array(deflateSync(new Uint8Array(bytes.buffer))).buffer);
  const header = { width, height, size, stacks, segments: masks, soft };
  const map = await readIndexMap(header, [pack(cells), ...(soft ? [pack(softness)] : [])]);
  return { width, height, masks, map };
}

function frame(scale: number, left: number, top: number, picture: [number, number]): Frame {
  const [width, height] = picture;
  return { width: 61, height: 47, scale, left, top, ratio: 1, picture: { width, height } };
}

/** Colours that tell everything apart: segment, fill or edge; outlines are LIGHT and DARK. */
function look(map: IndexMap, seen: Int32Array): Look {
  const color = (alpha: number) =>
    Uint32Array.from(seen, (one) => ((alpha << 24) | (one + 1)) >>> 0);
  const soft = Uint8Array.from(map.stacks, (stack, n) => Number(stack[0] === seen[n]));
  return { seen, fill: color(100), edge: color(200), band: false, pattern: null, soft, rest: 0 };
}

/** The topmost visible segment of a cell, found by asking every mask. */
function brute({ masks }: Scene, visible: (one: number) => boolean, cell: number): number {
  const area = (mask: Uint8Array) => mask.reduce((sum, one) => sum + one, 0);
  const covering = masks
    .map((_, index) => index)
    .filter((one) => item(masks, one)[cell] && visible(one));
  return covering.sort((a, b) => area(item(masks, a)) - area(item(masks, b)))[0] ?? -1;
}

it.each([
  [1, 1],
  [2, 2],
  [3, 4],
] as const)(
  "finds the segments under a point as a search of every mask does (seed %i, %i bytes)",
  async (seed, size) => {
    const made = await scene(seed, 9, size);
    const { width, height, masks, map } = made;
    const picture = { width: width * 3.7, height: height * 2.1 };
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const at = [(x + 0.5) * 3.7, (y + 0.5) * 2.1] as const;
        const found = [...stackAt(map, at, picture)].sort((a, b) => a - b);
        const covering = masks.flatMap((mask, index) => (mask[y * width + x] ? [index] : []));
        expect(found).toEqual(covering);
      }
    }
  },
);

it.each([
  ["shrunk", 0.4],
  ["as it is", 1],
  ["zoomed", 5.3],
])("shows on a picture that is %s what a composition of every mask shows", async (_, scale) => {
  for (let seed = 10; seed < 16; seed++) {
    const made = await scene(seed, 12, 2);
    const { width, height, map } = made;
    const visible = (one: number) => one % 3 !== seed % 3;
    const seen = seenOf(map, visible, null);
    const view = frame(scale, seed * 3 - 40, 25 - seed * 2, [width * 2, height * 2]);
    const cut = sample(map, view);
    const pixels = new Uint32Array(cut.cells.length);
    paint(cut, look(map, seen), 1, pixels);
    pixels.forEach((pixel, at) => {
      const x = cut.left + (at % cut.width) + 0.5 - view.left;
      const y = cut.top + Math.floor(at / cut.width) + 0.5 - view.top;
      const column = Math.min(width - 1, Math.max(0, Math.floor(x / scale / 2)));
      const row = Math.min(height - 1, Math.max(0, Math.floor(y / scale / 2)));
      if (![LIGHT, DARK].includes(pixel)) {
        expect((pixel & 0xffff) - 1).toBe(brute(made, visible, row * width + column));
      }
    });
  }
});

it("covers the part of the canvas where the picture is, and nothing else", async () => {
  const { map } = await scene(20, 3, 1);
  const { left, top, width, height } = sample(map, frame(0.5, 10, -5, [40, 60]));
  expect({ left, top, width, height }).toEqual({ left: 10, top: 0, width: 20, height: 25 });
  expect(sample(map, frame(1, 500, 0, [40, 60])).cells).toHaveLength(0);
});

it("isolates a segment with the parts that lie under others", async () => {
  const made = await scene(30, 8, 1);
  const { map, masks } = made;
  masks.forEach((mask, single) => {
    const seen = seenOf(map, () => false, single);
    const shown = Array.from(map.cells, (cell) => Number(seen[cell] === single));
    expect(shown).toEqual([...mask]);
  });
});

it("draws a light and a dark line exactly where a neighbour shows another segment", async () => {
  const made = await scene(40, 6, 1);
  const { width, height, map } = made;
  const seen = seenOf(map, () => true, null);
  const view = { ...frame(1, 0, 0, [width, height]), width, height };
  const cut = sample(map, view);
  const pixels = new Uint32Array(cut.cells.length);
  paint(cut, look(map, seen), 1, pixels);
  const at = (x: number, y: number) => seen[item(map.cells, y * width + x)];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const around = [
        [x - 1, y],
        [x + 1, y],
        [x, y - 1],
        [x, y + 1],
      ].filter(
        ([u, v]) =>
          (u as number) >= 0 &&
          (v as number) >= 0 &&
          (u as number) < width &&
          (v as number) < height,
      );
      const others = around.map(([u, v]) => at(u as number, v as number) as number);
      const own = at(x, y) as number;
      const tones = others.filter((one) => one !== own).map((one) => (own > one ? LIGHT : DARK));
      const pixel = item(pixels, y * width + x);
      expect(tones.length ? tones : [((100 << 24) | (own + 1)) >>> 0]).toContain(pixel);
    }
  }
});

/** Two halves of a picture, which nothing covers on the left. */
const HALVES: IndexMap = {
  width: 20,
  height: 2,
  cells: Uint8Array.from({ length: 40 }, (_, cell) => Number(cell % 20 >= 10)),
  stacks: [[], [0]],
  softness: null,
  stacksOf: [[1]],
};

it.each([1, 2])(
  "draws each tone of an outline %i pixels wide, and a band of colour beside it",
  (thick) => {
    const cut = sample(HALVES, { ...frame(1, 0, 0, [20, 2]), width: 20, height: 2 });
    const pixels = new Uint32Array(cut.cells.length);
    const drawn = look(
      HALVES,
      seenOf(HALVES, () => true, null),
    );
    paint(cut, { ...drawn, band: true }, thick, pixels);
    const row = [...pixels.slice(0, 20)];
    const band = item(drawn.edge, 1);
    expect(row.slice(10)).toEqual([
      ...Array(thick).fill(LIGHT),
      ...Array(2 * thick).fill(band),
      ...Array(10 - 3 * thick).fill(item(drawn.fill, 1)),
    ]);
    expect(row.slice(10 - thick, 10)).toEqual(Array(thick).fill(DARK));
  },
);

it("fades the outline of what is cut out softly, and no other", () => {
  const softness = Uint8Array.from(HALVES.cells, (on) => on * 128);
  const cut = sample({ ...HALVES, softness }, { ...frame(1, 0, 0, [20, 2]), width: 20, height: 2 });
  const pixels = new Uint32Array(cut.cells.length);
  const drawn = look(
    HALVES,
    seenOf(HALVES, () => true, null),
  );
  const edge = (rest: number) => {
    paint(cut, { ...drawn, rest }, 1, pixels);
    return item(pixels, 10);
  };
  expect(edge(0)).toBe(LIGHT);
  expect(edge(255)).toBe(LIGHT);
  expect(edge(1) >>> 24).toBeLessThan(130);
});

it("fades a soft segment by its softness, where it is the one that is seen", async () => {
  const { width, height, map } = await scene(50, 5, 1, true);
  const seen = seenOf(map, (one) => one !== 2, null);
  const cut = sample(map, { ...frame(1, 0, 0, [width, height]), width, height });
  const plain = new Uint32Array(cut.cells.length);
  const pixels = new Uint32Array(cut.cells.length);
  const drawn = look(map, seen);
  paint({ ...cut, softness: null }, drawn, 1, plain);
  paint(cut, { ...drawn, rest: 10 }, 1, pixels);
  pixels.forEach((pixel, index) => {
    const cell = item(map.cells, index);
    const alpha = item(plain, index) >>> 24;
    const sure = item(map.softness ?? [], index) / 255;
    const faded = item(map.stacks, cell)[0] === seen[cell] && item(seen, cell) >= 0;
    expect(pixel >>> 24).toBe(faded ? Math.floor(10 + (alpha - 10) * sure) : alpha);
    expect(pixel & 0xffffff).toBe(item(plain, index) & 0xffffff);
  });
});

it("hatches the fill of a segment with its pattern, and not its outline", async () => {
  const { width, height, map } = await scene(60, 2, 1);
  const seen = seenOf(map, () => true, null);
  const cut = sample(map, { ...frame(1, 0, 0, [width, height]), width, height });
  const [plain, lines] = [new Uint32Array(cut.cells.length), new Uint32Array(cut.cells.length)];
  const drawn = look(map, seen);
  paint(cut, drawn, 1, plain);
  paint(cut, { ...drawn, pattern: new Uint8Array(map.stacks.length).fill(3) }, 1, lines);
  lines.forEach((pixel, index) => {
    const old = item(plain, index);
    const line = Math.floor(index / width) % 8 < 2 && old >>> 24 === 100;
    expect(pixel >>> 24).toBe(line ? 200 : old >>> 24);
  });
});

it("uses the memory of an older sample of the same size again", async () => {
  const { map } = await scene(70, 4, 1);
  const first = sample(map, frame(2, 0, 0, [20, 20]));
  const before = first.cells;
  const second = sample(map, frame(2, 1, 1, [20, 20]), first);
  expect(second.cells).toBe(before);
  expect(second.cells).toEqual(sample(map, frame(2, 1, 1, [20, 20])).cells);
});

it("refuses a map that is shorter than it says", async () => {
  const header = { width: 4, height: 4, size: 1, stacks: [[]], segments: [], soft: false };
  const bytes = new DataView(new Uint8Array(deflateSync(new Uint8Array(15))).buffer);
  await expect(readIndexMap(header, [bytes])).rejects.toThrow("15 bytes for 4 × 4 × 1");
});

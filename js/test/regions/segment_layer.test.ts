import { expect, it } from "vitest";
import { readIndexMap } from "../../src/lib/index_map";
import { anchors } from "../../src/regions/anchors";
import { inkOn, table } from "../../src/regions/region";
import { lookOf, packed as pack } from "../../src/regions/segment_layer";
import { SIZE, threeSegments } from "./mounted";

const settings = { mode: "fill", opacity: 0.5, patterns: false, numbers: true } as const;

async function scene(target: number | null = null, shown = [true, true, true]) {
  const { output, buffer } = threeSegments();
  const map = await readIndexMap(output, [buffer]);
  const regions = output.segments.map((one) => ({
    ...one,
    centroid: [4.5, 3.5] as const,
    box: [0, 0, 8, 6] as const,
  }));
  return { map, scene: { regions, shown, target } };
}

const hex = (values: Uint32Array) =>
  [...values].map((value) => value.toString(16).padStart(8, "0"));

it("packs a colour as a pixel's bytes are read as a number", () => {
  expect(pack("#112233").toString(16)).toBe("332211");
});

it("fills each stack with the colour of its topmost segment", async () => {
  const { map, scene: shown } = await scene();
  expect(hex(lookOf(map, shown, settings, 0).fill)).toEqual([
    "00000000",
    "80332211",
    "80665544",
    "80ccddee",
  ]);
});

it("shows what lies below a segment that a filter hides", async () => {
  const { map, scene: shown } = await scene(null, [true, true, false]);
  expect([...lookOf(map, shown, settings, 0).seen]).toEqual([-1, 0, 1, 1]);
});

it("shows one segment alone, also where it lies below another", async () => {
  const { map, scene: shown } = await scene(1);
  expect(hex(lookOf(map, shown, settings, 0).fill)).toEqual([
    "00000000",
    "00000000",
    "80665544",
    "80665544",
  ]);
});

it("cuts out by covering what is not shown with what the picture lies on", async () => {
  const { map, scene: shown } = await scene(0);
  const look = lookOf(map, shown, { ...settings, mode: "cutout", opacity: 1 }, 0xabcdef);
  expect(hex(look.fill)).toEqual(["ffabcdef", "00abcdef", "ffabcdef", "ffabcdef"]);
});

it("draws only edges as outline", async () => {
  const { map, scene: shown } = await scene();
  const look = lookOf(map, shown, { ...settings, mode: "outline", opacity: 1 }, 0);
  expect(hex(look.fill).every((value) => value.startsWith("00"))).toBe(true);
  expect(
    hex(look.edge)
      .slice(1)
      .every((value) => value.startsWith("ff")),
  ).toBe(true);
});

it.each(["#808080", "#3a3a3a", "#e1e1e1"])(
  "fills what means background (%s) only where it is meant",
  async (color) => {
    const { map, scene: shown } = await scene();
    const regions = shown.regions.map((one, index) => (index ? one : { ...one, color }));
    const fills = (target: number | null) =>
      hex(lookOf(map, { ...shown, regions, target }, settings, 0).fill).map((value) =>
        value.slice(0, 2),
      );
    expect(fills(null)).toEqual(["00", "00", "80", "80"]);
    expect(fills(0)).toEqual(["00", "80", "00", "00"]);
  },
);

it("puts the number of what lies around another where it has most room", async () => {
  const [width, height] = [40, 30];
  // Around a thing that reaches nearly to the top, with room at the right.
  const cells = Uint8Array.from({ length: width * height }, (_, cell) => {
    const [x, y] = [cell % width, Math.floor(cell / width)];
    return x >= 3 && x < 25 && y >= 2 && y < 28 ? 2 : 1;
  });
  const map = {
    width,
    height,
    cells,
    stacks: [[], [0], [1]],
    softness: null,
    stacksOf: [[1], [2]],
  };
  const region = { label: "", score: null, color: "#808080" };
  const centroid = [15, 15] as const;
  const around = { ...region, centroid, box: [0, 0, 40, 30] as const };
  const inside = { ...region, centroid, box: [3, 2, 25, 28] as const };
  const [place, middle] = anchors(map, [around, inside], { width, height });
  expect(place?.[0]).toBeGreaterThan(29);
  expect(Math.abs((place?.[1] ?? 0) - 15)).toBeLessThan(10);
  expect(middle).toBe(centroid);
});

it("puts the number of a segment where it is on top", async () => {
  const { map, scene: shown } = await scene();
  const [sky, cat, eye] = anchors(map, shown.regions, SIZE);
  // The middle of them all is in the eye: the others have to move.
  expect(eye).toEqual([4.5, 3.5]);
  expect(sky?.[1]).toBeLessThan(2);
  const at = cat && map.cells[Math.floor(cat[1]) * SIZE.width + Math.floor(cat[0])];
  expect(at).toBe(2);
});

it.each([
  ["#000000", "#fff"],
  ["#ffffff", "#000"],
  ["#0000ff", "#fff"],
  ["#ffff00", "#000"],
])("writes on %s in %s", (color, ink) => {
  expect(inkOn(color)).toBe(ink);
});

it("gives the table as text with tabs, and as Markdown in which labels break nothing", () => {
  const box = [1, 2, 3, 4] as const;
  const regions = [{ label: "a|b\nc", score: null, color: "#000000", box, share: 0.5 }];
  expect(table(regions, false)).toBe(
    "label\tscore\tshare\txmin\tymin\txmax\tymax\na|b c\t\t0.5\t1\t2\t3\t4\n",
  );
  expect(table(regions, true)).toContain("| a\\|b c |  | 0.5 | 1 | 2 | 3 | 4 |");
});

import { expect, it } from "vitest";
import { fitted, within, zoomed } from "../src/lib/viewpoint";

const stage = { width: 600, height: 400 };
const photo = { width: 4000, height: 3000 };

it("shows the whole picture, in the middle", () => {
  const { scale, left, top } = fitted(photo, stage);
  expect(scale).toBeCloseTo(400 / 3000);
  expect(left).toBeCloseTo((600 - 4000 * scale) / 2);
  expect(top).toBeCloseTo(0);
});

it("does not blow an icon up to a poster", () => {
  expect(fitted({ width: 1, height: 1 }, stage)).toEqual({ scale: 4, left: 298, top: 198 });
});

it.each([
  [256, 171, 2],
  [384, 256, 1],
  [599, 399, 1],
  [150, 100, 4],
  [20, 133, 3],
])(
  "shows a picture of %i × %i as it is or by whole multiples: %i times",
  (width, height, times) => {
    expect(fitted({ width, height }, stage).scale).toBe(times);
  },
);

it.each([
  [1, 5000, 4],
  [5000, 1, 4],
  [3, 9000, 2],
  [2000, 60000, 400 / 60000],
])("shows a picture of %i × %i at least as thick as a line", (width, height, scale) => {
  const seen = fitted({ width, height }, stage);
  expect(seen.scale).toBeCloseTo(scale);
  // It begins at the beginning.
  expect(Math.min(seen.left, seen.top)).toBeGreaterThanOrEqual(0);
});

it("keeps the point under the pointer in its place while zooming", () => {
  const first = fitted(photo, stage);
  const about = [350, 180] as const;
  const point = (view: typeof first) => [
    (about[0] - view.left) / view.scale,
    (about[1] - view.top) / view.scale,
  ];
  const second = zoomed(zoomed(first, 3, about, photo, stage), 1.7, about, photo, stage);
  expect(second.scale).toBeCloseTo(first.scale * 5.1);
  expect(point(second)[0]).toBeCloseTo(point(first)[0] as number);
  expect(point(second)[1]).toBeCloseTo(point(first)[1] as number);
});

it("zooms out no further than the whole picture", () => {
  const first = fitted(photo, stage);
  expect(zoomed(first, 0.1, [0, 0], photo, stage)).toEqual(first);
});

it("zooms in until a pixel can be counted, and no further", () => {
  const near = zoomed(fitted(photo, stage), 1e9, [0, 0], photo, stage);
  expect(near.scale).toBe(24);
});

it("moves a picture no further than its border", () => {
  const view = within({ scale: 1, left: 500, top: -9000 }, photo, stage);
  expect(view).toEqual({ scale: 1, left: 0, top: 400 - 3000 });
});

// Where the number of each segment stands: on it, where nothing covers it.
import type { IndexMap } from "../lib/index_map";
import type { Point } from "../lib/viewer";
import type { Size } from "../lib/viewpoint";
import type { Region } from "./region";
import type { Box } from "./suppression";

/** Rows of a segment that are looked at for a place. */
const ROWS = 12;

/** A point for each segment's number: its middle where it is on top there, or else the roomiest. */
export function anchors(
  map: IndexMap,
  regions: readonly Region[],
  picture: Size,
): (Point | null)[] {
  const [across, down] = [map.width / picture.width, map.height / picture.height];
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
    const [left, right] = [Math.floor(box[0] * across), Math.ceil(box[2] * across)];
    const [upper, lower] = [Math.floor(box[1] * down), Math.ceil(box[3] * down)];
    const found = roomiest([left, upper, right, lower], on);
    return found ? [found[0] / across, found[1] / down] : centroid;
  });
}

/** The middle of the row that has most room on all sides. */
function roomiest(
  [left, upper, right, lower]: Box,
  on: (column: number, row: number) => boolean,
): Point | null {
  let best = 0;
  let place: Point | null = null;
  for (let step = 0; step < ROWS; step++) {
    const row = Math.floor(upper + ((lower - upper) * (step + 0.5)) / ROWS);
    const [start, wide] = longest(left, right, (column) => on(column, row));
    const column = start + (wide >> 1);
    // A row further, above and below.
    const more = (far: number) =>
      row - far >= upper && row + far < lower && on(column, row - far) && on(column, row + far);
    let reach = 0;
    while (more(reach)) {
      reach++;
    }
    // Of equal ones, the widest.
    const room = Math.min(wide, 2 * reach) + wide / 1e6;
    if (room > best) {
      [best, place] = [room, [column + 0.5, row + 0.5]];
    }
  }
  return place;
}

/** The longest stretch of cells for which a test holds. */
function longest(from: number, to: number, on: (cell: number) => boolean): [number, number] {
  let [start, length, run] = [from, 0, 0];
  for (let cell = from; cell < to; cell++) {
    run = on(cell) ? run + 1 : 0;
    if (run > length) {
      [start, length] = [cell + 1 - run, run];
    }
  }
  return [start, length];
}

// The arithmetic of a crop: a box inside a picture, moved, resized and drawn, in whole pixels.
import type { Box } from "../protocol";
import type { Size } from "./viewpoint";

const within = (value: number, least: number, most: number) =>
  Math.round(Math.min(Math.max(value, least), most));

/** The box that begins in the middle: four fifths of the picture. */
export const middle = ({ width, height }: Size): Box =>
  between([0.1 * width, 0.1 * height], [0.9 * width, 0.9 * height], { width, height });

/** The box between two corners, whichever they are; at least one pixel, and inside. */
export function between([x0, y0]: number[], [x1, y1]: number[], { width, height }: Size): Box {
  const span = (a = 0, b = 0, most = 0): [number, number] => {
    const low = within(Math.min(a, b), 0, most - 1);
    return [low, Math.max(low + 1, within(Math.max(a, b), 0, most))];
  };
  const [left, right] = span(x0, x1, width);
  const [top, bottom] = span(y0, y1, height);
  return [left, top, right, bottom];
}

/** The box moved as far as the picture goes; its size stays. */
export function moved(box: Box, x: number, y: number, { width, height }: Size): Box {
  const [left, top, right, bottom] = box;
  const byX = within(x, -left, width - right);
  const byY = within(y, -top, height - bottom);
  return [left + byX, top + byY, right + byX, bottom + byY];
}

/** The box with its right and lower edges moved. */
export function resized(box: Box, x: number, y: number, { width, height }: Size): Box {
  const [left, top, right, bottom] = box;
  return [left, top, within(right + x, left + 1, width), within(bottom + y, top + 1, height)];
}

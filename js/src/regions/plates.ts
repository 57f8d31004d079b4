// Numbers and labels on solid plates, over the picture: of readable size at any zoom, inside the
// view, and none over another.
import type { Frame, Point } from "../lib/viewer";
import { inkOn } from "./region";

export interface Plate {
  text: string;
  /** What it says where that has no place, there or at other points. */
  short?: string;
  elsewhere?: readonly Point[];
  color: string;
  /** The point of the picture that it stands at. */
  at: Point;
  /** Stands at its corner, or its middle. */
  corner: boolean;
  /** Drawn even over others. */
  first?: boolean;
}

/** More than these are a carpet over the picture: only the first ones are drawn. */
export const MOST = 40;
/** Beside the text, CSS pixels. */
const MARGIN = 4;

type Rectangle = [left: number, top: number, right: number, bottom: number];

const overlaps = (a: Rectangle, b: Rectangle) =>
  a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

/** Where a plate of this width lies; null where its point is out of view. */
function placeOf(
  { at, corner, first }: Plate,
  wide: number,
  tall: number,
  frame: Frame,
): Rectangle | null {
  const { width, height } = frame;
  const x = at[0] * frame.scale + frame.left - (corner ? 0 : wide / 2);
  const y = at[1] * frame.scale + frame.top - (corner ? tall : tall / 2);
  if (!first && (x + wide < 0 || y + tall < 0 || x > width || y > height)) {
    return null;
  }
  const left = Math.round(Math.max(0, Math.min(width - wide, x)));
  const top = Math.round(Math.max(0, Math.min(height - tall, y)));
  return [left, top, left + wide, top + tall];
}

/** Draw the plates that find a place, in their order. */
export function drawPlates(
  plates: readonly Plate[],
  frame: Frame,
  context: CanvasRenderingContext2D,
  font: string,
): void {
  const { ratio } = frame;
  const taken: Rectangle[] = [];
  const [size, margin] = [12 * ratio, MARGIN * ratio];
  const tall = size + margin;
  context.font = `600 ${size}px ${font}`;
  context.textBaseline = "middle";
  const widthOf = (text: string) => context.measureText(text).width + 2 * margin;
  const find = (plate: Plate, text: string): [Rectangle, string][] => {
    const place = placeOf(plate, widthOf(text), tall, frame);
    const free = place && (plate.first || !taken.some((other) => overlaps(place, other)));
    return free ? [[place, text]] : [];
  };
  for (const plate of plates) {
    const { color, at, short, elsewhere = [] } = plate;
    const text = shortened(plate.text, frame.width * 0.6, widthOf);
    const others = short ? [at, ...elsewhere].map((point) => ({ ...plate, at: point })) : [];
    const [found] = [
      ...find(plate, text),
      ...others.flatMap((other) => find(other, short as string)),
    ];
    if (found && taken.length < MOST) {
      taken.push(found[0]);
      drawPlate(found, color, frame.ratio, context);
    }
  }
}

function drawPlate(
  [[left, top, right, bottom], text]: [Rectangle, string],
  color: string,
  ratio: number,
  context: CanvasRenderingContext2D,
): void {
  context.fillStyle = color;
  context.beginPath();
  context.roundRect(left, top, right - left, bottom - top, 3 * ratio);
  context.fill();
  // A rim: the plate may lie on its own colour.
  context.lineWidth = ratio;
  context.strokeStyle = inkOn(color);
  context.stroke();
  context.fillStyle = inkOn(color);
  context.fillText(text, left + MARGIN * ratio, (top + bottom + ratio) / 2);
}

/** As much of the text as a width holds, with its end: what is last is the score. */
function shortened(text: string, room: number, widthOf: (text: string) => number): string {
  const cut = (length: number) => {
    const end = text.lastIndexOf(" ", text.length - 3);
    return `${text.slice(0, length).trim()}…${text.slice(end)}`;
  };
  let result = text;
  for (let length = Math.min(text.length, 60); widthOf(result) > room && length > 3; length -= 3) {
    result = cut(length);
  }
  return result;
}

// Where a picture lies on its stage: fitting, zooming about a point, moving. Arithmetic only.

export interface Size {
  width: number;
  height: number;
}

/** `scale` screen pixels a picture pixel; `left`, `top`: where the picture's corner is on the stage. */
export interface Viewpoint {
  scale: number;
  left: number;
  top: number;
}

/** A picture pixel is at most this large at first, so that an icon is not blown up to a poster. */
const LARGEST_AT_FIRST = 4;
/** The shorter side is at least this long: a picture of one column is seen, if not whole. */
const THINNEST = 6;
/** And at most this large when zoomed (or 8 times the whole, where that is more). */
const LARGEST = 24;

/**
 * How large a picture pixel is when there is room for pixels of this size: what is small is shown as
 * it is, or its pixels as whole squares.
 */
export const whole = (room: number): number =>
  room < 1 ? room : Math.floor(Math.min(room, LARGEST_AT_FIRST));

/** The whole picture, centred. */
export function fitted(picture: Size, stage: Size): Viewpoint {
  const { width, height } = picture;
  const scale = whole(Math.min(stage.width / width, stage.height / height));
  const least = THINNEST / Math.min(width, height);
  return within(
    { scale: Math.max(scale, Math.min(least, LARGEST_AT_FIRST)), left: 0, top: 0 },
    picture,
    stage,
  );
}

/** The nearest viewpoint that shows no empty border that could be filled. */
export function within({ scale, left, top }: Viewpoint, picture: Size, stage: Size): Viewpoint {
  const place = (at: number, length: number, room: number) =>
    length <= room ? (room - length) / 2 : Math.min(0, Math.max(room - length, at));
  return {
    scale,
    left: place(left, picture.width * scale, stage.width),
    top: place(top, picture.height * scale, stage.height),
  };
}

/** Zoom by a factor; the picture's point at (x, y) of the stage stays there where it can. */
export function zoomed(
  from: Viewpoint,
  factor: number,
  [x, y]: readonly [number, number],
  picture: Size,
  stage: Size,
): Viewpoint {
  const least = fitted(picture, stage).scale;
  const scale = Math.min(Math.max(LARGEST, least * 8), Math.max(least, from.scale * factor));
  const by = scale / from.scale;
  return within(
    { scale, left: x - (x - from.left) * by, top: y - (y - from.top) * by },
    picture,
    stage,
  );
}

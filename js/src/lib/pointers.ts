// What pointers do to a picture on its stage: drag with one, pinch with two, point with none
// pressed; a click is a press that stayed.
import type { Layers, Point } from "./viewer";

/** A press that moves further than this (screen pixels) is no click. */
const SLOP = 4;

interface Moves {
  fromCorner(event: { clientX: number; clientY: number }): Point;
  toPicture(clientX: number, clientY: number): Point | null;
  zoom(factor: number, about: Point): void;
  pan(x: number, y: number): void;
  layers: Layers;
}

export function followPointers(
  stage: HTMLElement,
  { fromCorner, toPicture, zoom, pan, layers }: Moves,
): void {
  const pressed = new Map<number, Point>();
  let start: Point = [0, 0];
  let dragged = false;
  const distance = ([a, b]: Point, [c, d]: Point) => Math.hypot(a - c, b - d);

  const drag = (event: PointerEvent, old: Point) => {
    const now = fromCorner(event);
    dragged ||= distance(start, now) > SLOP || pressed.size > 1;
    const other = [...pressed].find(([id]) => id !== event.pointerId)?.[1];
    if (dragged) {
      // Captured only now: a captured click would not reach what is under the pointer.
      stage.setPointerCapture?.(event.pointerId);
      pressed.set(event.pointerId, now);
      const part = other ? 0.5 : 1;
      pan((now[0] - old[0]) * part, (now[1] - old[1]) * part);
    }
    if (other) {
      const about: Point = [(now[0] + other[0]) / 2, (now[1] + other[1]) / 2];
      zoom(distance(now, other) / (distance(old, other) || 1), about);
    }
  };
  const release = ({ pointerId }: PointerEvent) => {
    pressed.delete(pointerId);
    stage.classList.toggle("hfw-held", pressed.size > 0);
  };
  stage.onpointerdown = (event) => {
    if (event.button === 0) {
      if (!pressed.size) {
        [start, dragged] = [fromCorner(event), false];
      }
      pressed.set(event.pointerId, fromCorner(event));
      stage.classList.add("hfw-held");
    }
  };
  stage.onpointermove = (event) => {
    const old = pressed.get(event.pointerId);
    if (old) {
      drag(event, old);
    } else if (event.pointerType !== "touch") {
      layers.point?.(toPicture(event.clientX, event.clientY));
    }
  };
  stage.onpointerup = stage.onpointercancel = release;
  stage.onpointerleave = (event) => {
    if (!stage.hasPointerCapture?.(event.pointerId)) {
      release(event);
      layers.point?.(null);
    }
  };
  stage.onclick = (event) => {
    if (!dragged) {
      layers.click?.(toPicture(event.clientX, event.clientY), event);
    }
  };
}

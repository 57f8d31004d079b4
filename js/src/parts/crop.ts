// Chooses the part of a picture that is kept: a frame that is drawn, moved and resized with a
// pointer or with the keys.
import { button, h } from "../lib/dom";
import { between, middle, moved, resized } from "../lib/frame";
import * as said from "../lib/picture_strings";
import { shower } from "../lib/pictures";
import type { Size } from "../lib/viewpoint";
import type { Box } from "../protocol";

/** A key moves the frame by this share of the picture, and with Alt by one pixel. */
const STEP = 0.02;
const KEYS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
/** A press this near to a side of the frame (CSS pixels) takes the side, or a corner two. */
const NEAR = 14;

export interface Crop {
  node: HTMLElement;
  /** Begin with a picture; `size` is that of the upright picture. */
  begin(blob: Blob, size: Size): void;
  /** Let the picture go. */
  end(): void;
}

export interface CropHost {
  apply(box: Box): void;
  /** Leave, and change nothing. */
  leave(): void;
}

export function crop(host: CropHost, signal: AbortSignal): Crop {
  const image = h("img", { alt: "", draggable: false });
  const show = shower(image, signal);
  const about = { tabIndex: 0, role: "application", "aria-label": said.cropLabel };
  const frame = h("div", { class: "hfw-frame", ...about }, ...grips());
  const stage = h("div", "cropping", image, frame);
  const place = h("span", { role: "status" });
  const help = h("div", "dim", said.cropHelp);
  let size: Size = { width: 1, height: 1 };
  let box: Box = [0, 0, 1, 1];

  const draw = (next: Box) => {
    box = next;
    const [left, top, right, bottom] = box;
    const percent = (value: number, whole: number) => `${(100 * value) / whole}%`;
    frame.style.left = percent(left, size.width);
    frame.style.top = percent(top, size.height);
    frame.style.width = percent(right - left, size.width);
    frame.style.height = percent(bottom - top, size.height);
    place.textContent = said.cropped(box);
  };
  const steer = (key: string, resizing: boolean, fine: boolean) => {
    const [x, y] = KEYS[key] ?? [0, 0];
    const step = fine ? 1 : Math.max(1, STEP * Math.max(size.width, size.height));
    draw((resizing ? resized : moved)(box, x * step, y * step, size));
  };
  frame.onkeydown = (event) => {
    const { key, shiftKey, altKey, ctrlKey, metaKey } = event;
    if (ctrlKey || metaKey || !(key in KEYS || key === "Enter")) {
      return;
    }
    event.preventDefault();
    if (key === "Enter") {
      host.apply(box);
    } else {
      steer(key, shiftKey, altKey);
    }
  };
  stage.onpointerdown = (event) => {
    event.preventDefault();
    frame.focus();
    stage.setPointerCapture(event.pointerId);
    stage.onpointermove = dragging(stage, event, box, () => size, draw);
  };
  stage.onpointerup = stage.onpointercancel = () => {
    stage.onpointermove = null;
  };

  const apply = button(said.apply, () => host.apply(box));
  const bar = h("div", "bar", apply, button(said.close, host.leave), place);
  const node = h("div", "panel", stage, help, bar);
  return {
    node,
    begin(blob, whole) {
      size = whole;
      show(blob);
      draw(middle(size));
      frame.focus();
    },
    end: () => show(null),
  };
}

/** What is seen of the sides and corners that can be taken. */
const grips = (): HTMLElement[] =>
  [0, 1, 2, 3, 5, 6, 7, 8].map((place) => {
    const [x, y] = [place % 3, Math.floor(place / 3)];
    const along = x === 1 ? "ns" : y === 1 ? "ew" : x === y ? "nwse" : "nesw";
    const node = h("span", "grip");
    Object.assign(node.style, { left: `${50 * x}%`, top: `${50 * y}%`, cursor: `${along}-resize` });
    return node;
  });

/** What a drag does: from a side it resizes, from inside it moves, from elsewhere it draws. */
function dragging(
  stage: HTMLElement,
  start: PointerEvent,
  box: Box,
  sizeOf: () => Size,
  draw: (box: Box) => void,
): (event: PointerEvent) => void {
  const size = sizeOf();
  const { left, top, width, height } = stage.getBoundingClientRect();
  const at = ({ clientX, clientY }: PointerEvent): [number, number] => [
    ((clientX - left) / width) * size.width,
    ((clientY - top) / height) * size.height,
  ];
  const from = at(start);
  const near = (NEAR / width) * size.width;
  // Across and down: how far the press is from the lower and the upper side.
  const gaps = from.map((place, axis) => [place - (box[axis] ?? 0), (box[axis + 2] ?? 0) - place]);
  const away = Math.min(...gaps.flat());
  /** Which side is taken, across or down: 0 or 1, -1 for none. */
  const taken = ([low = 0, high = 0]: number[]) =>
    away > -near && Math.min(Math.abs(low), Math.abs(high)) < near ? Number(high < low) : -1;
  const held = gaps.map(taken);
  return (event) => {
    const to = at(event);
    if (held.some((side) => side >= 0)) {
      const fixed = held.map((side, axis) => box[side === 0 ? axis + 2 : axis] ?? 0);
      const pulled = held.map((side, axis) => (side < 0 ? box[axis + 2] : to[axis]) ?? 0);
      draw(between(fixed, pulled, size));
    } else if (away > 0) {
      draw(moved(box, to[0] - from[0], to[1] - from[1], size));
    } else {
      draw(between(from, to, size));
    }
  };
}

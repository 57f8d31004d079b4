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
/** A press this near to a corner of the frame (CSS pixels) takes the corner. */
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
  const frame = h("div", {
    class: "hfw-frame",
    tabIndex: 0,
    role: "application",
    "aria-label": said.cropLabel,
  });
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

/** What a drag does: from a corner it resizes, from inside it moves, from elsewhere it draws. */
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
  const [x, y] = at(start);
  const [x0, y0, x1, y1] = box;
  const near = (NEAR / width) * size.width;
  const corners: [number, number][] = [
    [x0, y0],
    [x1, y0],
    [x0, y1],
    [x1, y1],
  ];
  const held = corners.findIndex(([cx, cy]) => Math.hypot(cx - x, cy - y) < near);
  const inside = x > x0 && x < x1 && y > y0 && y < y1;
  return (event) => {
    const [toX, toY] = at(event);
    if (held < 0 && inside) {
      draw(moved(box, toX - x, toY - y, size));
    } else {
      draw(between(corners[3 - held] ?? [x, y], [toX, toY], size));
    }
  };
}

// Shows a picture that can be zoomed and moved by wheel, keys, fingers and buttons, with canvases
// on top for whatever is drawn over it. Every canvas has the size of the view, not of the picture.
import { button, h, hasFocus, set } from "./dom";
import { type Levels, levels } from "./levels";
import { followPointers } from "./pointers";
import { atEnd } from "./traits";
import { fitted, type Size, type Viewpoint, within, zoomed } from "./viewpoint";
import * as strings from "./vision_strings";

const STEP = 1.4;
/** Screen pixels that an arrow key moves the picture. */
const STRIDE = 60;
/** Denser screens are served well enough by this. */
const DENSEST = 2;

export type Point = readonly [x: number, y: number];

/** The view in device pixels: the canvases' size and where the picture lies on them. */
export interface Frame extends Viewpoint, Size {
  picture: Size;
  /** Device pixels a CSS pixel. */
  ratio: number;
}

export interface Layers {
  signal: AbortSignal;
  label: string;
  /** Draw what is on top; `moved` tells that the view is not that of the last call. */
  draw?(frame: Frame, overlay: CanvasRenderingContext2D, moved: boolean): void;
  /** The pointer is over a point of the picture (in its pixels), or no longer. */
  point?(at: Point | null): void;
  click?(at: Point | null, event: MouseEvent): void;
  /** Take a key first; true when it is used. */
  key?(event: KeyboardEvent): boolean;
}

export interface Viewer {
  node: HTMLElement;
  /** Takes the focus. */
  stage: HTMLElement;
  base: HTMLCanvasElement;
  overlay: HTMLCanvasElement;
  /** Show another picture, or none; rejects when the browser cannot decode it. */
  show(picture: Blob | null, name?: string): Promise<void>;
  /** The picture's size, null while there is none. */
  size(): Size | null;
  /** Draw the layers again in the next frame. */
  redraw(): void;
  toPicture(clientX: number, clientY: number): Point | null;
  /** CSS pixels from the stage's corner. */
  toStage(at: Point): Point;
  /** Zoom by a factor about a point of the stage, or its middle. */
  zoom(factor: number, about?: Point): void;
  /** Bring a point of the picture into view, if it is not. */
  reveal(at: Point): void;
  reset(): void;
}

export function viewer(layers: Layers): Viewer {
  const { signal, label } = layers;
  const base = h("canvas", { role: "img", "aria-label": label });
  const overlay = h("canvas", { "aria-hidden": true });
  const stage = h(
    "div",
    { class: "hfw-scene", tabIndex: 0, role: "group", "aria-label": label },
    base,
    overlay,
    h("span", "hidden", strings.zoomKeys),
  );
  const shown = h("output", "");
  const control = (sign: string, name: string, does: () => void) =>
    button(sign, does, { "aria-label": name, title: name });
  const controls = h(
    "div",
    "zoom",
    control("−", strings.zoomOut, () => zoom(1 / STEP)),
    shown,
    control("+", strings.zoomIn, () => zoom(STEP)),
    control(strings.fit, strings.wholePicture, () => reset()),
  );
  const node = h("div", "viewer", stage, controls);
  node.hidden = true;

  let picture: Levels | null = null;
  let room: Size = { width: 0, height: 0 };
  let at: Viewpoint = { scale: 1, left: 0, top: 0 };
  let whole = true;
  let awaited = 0;
  let moved = true;
  let turn = 0;

  const middle = (): Point => [room.width / 2, room.height / 2];
  const paint = () => {
    awaited = 0;
    const ratio = Math.min(devicePixelRatio || 1, DENSEST);
    const width = Math.round(room.width * ratio);
    const height = Math.round(room.height * ratio);
    const context = base.getContext("2d");
    const top = overlay.getContext("2d", { willReadFrequently: true });
    if (!picture || !width || !height || !context || !top) {
      return;
    }
    const frame: Frame = {
      picture,
      width,
      height,
      ratio,
      scale: at.scale * ratio,
      left: Math.round(at.left * ratio),
      top: Math.round(at.top * ratio),
    };
    if (moved) {
      resize(base, frame);
      resize(overlay, frame);
      context.clearRect(0, 0, width, height);
      picture.draw(context, frame);
    }
    layers.draw?.(frame, top, moved);
    moved = false;
  };
  const redraw = () => {
    awaited ||= requestAnimationFrame(paint);
  };
  const move = (to: Viewpoint) => {
    at = to;
    whole = !picture || to.scale <= fitted(picture, room).scale * 1.001;
    moved = true;
    stage.classList.toggle("hfw-zoomed", !whole);
    shown.textContent = strings.percent(to.scale);
    redraw();
  };
  const reset = () => {
    if (picture) {
      move(fitted(picture, room));
    }
  };
  const zoom = (factor: number, about = middle()) => {
    if (picture) {
      move(zoomed(at, factor, about, picture, room));
    }
  };
  const pan = (x: number, y: number) => {
    if (picture) {
      move(within({ ...at, left: at.left + x, top: at.top + y }, picture, room));
    }
  };
  const measure = () => {
    const { clientWidth: width, clientHeight: height } = stage;
    const [x, y] = middle();
    room = { width, height };
    if (whole) {
      reset();
    } else {
      pan(width / 2 - x, height / 2 - y);
    }
  };
  const fromCorner = ({ clientX, clientY }: { clientX: number; clientY: number }): Point => {
    const { left, top } = stage.getBoundingClientRect();
    return [clientX - left, clientY - top];
  };
  const toPicture = (clientX: number, clientY: number): Point | null => {
    const [x, y] = fromCorner({ clientX, clientY });
    const [u, v] = [(x - at.left) / at.scale, (y - at.top) / at.scale];
    const inside = picture && u >= 0 && v >= 0 && u < picture.width && v < picture.height;
    return inside ? [u, v] : null;
  };
  const toStage = ([u, v]: Point): Point => [u * at.scale + at.left, v * at.scale + at.top];

  const presses: Record<string, () => void> = {
    "+": () => zoom(STEP),
    "=": () => zoom(STEP),
    "-": () => zoom(1 / STEP),
    _: () => zoom(1 / STEP),
    "0": reset,
  };
  const arrows: Record<string, () => void> = {
    ArrowLeft: () => pan(STRIDE, 0),
    ArrowRight: () => pan(-STRIDE, 0),
    ArrowUp: () => pan(0, STRIDE),
    ArrowDown: () => pan(0, -STRIDE),
  };
  stage.onkeydown = (event) => {
    const { key, ctrlKey, metaKey, altKey } = event;
    const free = !(ctrlKey || metaKey || altKey);
    const act = free && (presses[key] ?? (whole ? null : arrows[key]));
    if (layers.key?.(event)) {
      event.preventDefault();
    } else if (act) {
      event.preventDefault();
      act();
    }
  };
  // A page scrolls over a picture as over anything else, unless the picture is in hand.
  const inHand = ({ ctrlKey, metaKey, deltaY }: WheelEvent) =>
    ctrlKey || metaKey || (hasFocus(stage) && !(whole && deltaY > 0));
  const wheel = (event: WheelEvent) => {
    if (inHand(event)) {
      event.preventDefault();
      const pixels = event.deltaY * (event.deltaMode ? 30 : 1) * (event.ctrlKey ? 3 : 1);
      zoom(Math.exp(Math.max(-240, Math.min(240, -pixels)) / 500), fromCorner(event));
    }
  };
  stage.addEventListener("wheel", wheel, { passive: false });
  followPointers(stage, { fromCorner, toPicture, zoom, pan, layers });
  stage.ondblclick = (event) => {
    const near = picture ? Math.max(1, fitted(picture, room).scale * 2.5) / at.scale : 1;
    if (whole) {
      zoom(near, fromCorner(event));
    } else {
      reset();
    }
  };

  const observer = new ResizeObserver(measure);
  observer.observe(stage);
  atEnd(signal, () => {
    turn++;
    observer.disconnect();
    cancelAnimationFrame(awaited);
    picture?.close();
    picture = null;
    // A canvas that is no longer shown keeps its pixels until it is collected.
    base.width = overlay.width = 0;
  });

  return {
    node,
    stage,
    base,
    overlay,
    async show(blob, name = label) {
      const mine = ++turn;
      const next = blob && (await levels(blob, () => mine === turn && move(at)));
      if (mine !== turn) {
        next?.close();
        return;
      }
      const same = picture?.width === next?.width && picture?.height === next?.height;
      picture?.close();
      picture = next;
      node.hidden = !next;
      if (next) {
        set(base, { "aria-label": name });
        stage.style.setProperty("--hfw-aspect", `${next.width / next.height}`);
        stage.style.setProperty("--hfw-tall", `${next.height * 4}px`);
        whole ||= !same;
        measure();
      }
    },
    size: () => picture,
    redraw,
    toPicture,
    toStage,
    zoom,
    reveal(point) {
      const [x, y] = toStage(point);
      const [middleX, middleY] = middle();
      if (x < 0 || y < 0 || x > room.width || y > room.height) {
        pan(middleX - x, middleY - y);
      }
    },
    reset,
  };
}

function resize(canvas: HTMLCanvasElement, { width, height }: Size): void {
  if (canvas.width !== width || canvas.height !== height) {
    set(canvas, { width, height });
  }
}

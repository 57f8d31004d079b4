// Shows a picture that can be zoomed and moved by wheel, keys, fingers and buttons, with canvases
// on top for whatever is drawn over it. Every canvas has the size of the view, not of the picture.
import { button, h, hasFocus, set } from "./dom";
import { type Levels, levels } from "./levels";
import { followPointers } from "./pointers";
import { percent } from "./score_strings";
import { atEnd } from "./traits";
import { fitted, type Size, type Viewpoint, whole, within, zoomed } from "./viewpoint";
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
  /** Below the picture; at its end are the buttons that zoom. */
  bar: HTMLElement;
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

/** What the stage shows of which picture. */
interface View {
  picture: Levels | null;
  /** The stage's size. */
  room: Size;
  at: Viewpoint;
  /** The whole picture is in view, and stays so. */
  whole: boolean;
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
  const view: View = {
    picture: null,
    room: { width: 0, height: 0 },
    at: { scale: 1, left: 0, top: 0 },
    whole: true,
  };
  const shown = h("output", "");
  const paint = painter(view, base, overlay, layers);
  const moves = lens(view, stage, () => {
    stage.classList.toggle("hfw-zoomed", !view.whole);
    shown.textContent = percent(view.at.scale);
    paint(true);
  });
  const bar = controls(shown, moves);
  const node = h("div", "viewer", stage, bar);
  node.hidden = true;
  followKeys(stage, view, moves, layers);
  followMouse(stage, view, moves);
  followPointers(stage, { ...moves, layers });

  const observer = new ResizeObserver(moves.measure);
  observer.observe(stage);
  const { show, close } = changer(view, moves, (next, name = label) => {
    node.hidden = !next;
    if (next) {
      set(base, { "aria-label": name });
      stage.style.setProperty("--hfw-aspect", `${next.width / next.height}`);
    }
  });
  atEnd(signal, () => {
    observer.disconnect();
    close();
    // A canvas that is no longer shown keeps its pixels until it is collected.
    base.width = overlay.width = 0;
  });
  const redraw = () => paint(false);
  const size = () => view.picture;
  return { node, bar, stage, base, overlay, show, size, redraw, ...moves };
}

function controls(shown: HTMLElement, { zoom, reset }: Lens) {
  const control = (sign: string, name: string, does: () => void) =>
    button(sign, does, { "aria-label": name, title: name });
  const scale = h(
    "div",
    "scale",
    control("−", strings.zoomOut, () => zoom(1 / STEP)),
    shown,
    control("+", strings.zoomIn, () => zoom(STEP)),
    control(strings.fit, strings.wholePicture, reset),
  );
  return h("div", "zoom", scale);
}

/** Draws the view in the next frame: the layers, and when it has moved the picture too. */
function painter(
  view: View,
  base: HTMLCanvasElement,
  overlay: HTMLCanvasElement,
  layers: Layers,
): (again: boolean) => void {
  let awaited = 0;
  let moved = true;
  const paint = () => {
    awaited = 0;
    const { picture } = view;
    const context = base.getContext("2d");
    const top = overlay.getContext("2d", { willReadFrequently: true });
    const frame = picture && frameOf(picture, view);
    if (!frame?.width || !frame.height || !context || !top) {
      return;
    }
    if (moved) {
      resize(base, frame);
      resize(overlay, frame);
      context.clearRect(0, 0, frame.width, frame.height);
      picture?.draw(context, frame);
      // What shows through is a checkerboard, and only there.
      const [x, y] = [view.at.left, view.at.top].map((at) => Math.max(0, at));
      base.style.clipPath = `inset(${y}px ${x}px)`;
    }
    layers.draw?.(frame, top, moved);
    moved = false;
  };
  atEnd(layers.signal, () => cancelAnimationFrame(awaited));
  return (again) => {
    moved ||= again;
    awaited ||= requestAnimationFrame(paint);
  };
}

function frameOf(picture: Size, { room, at }: View): Frame {
  const ratio = Math.min(devicePixelRatio || 1, DENSEST);
  return {
    picture,
    width: Math.round(room.width * ratio),
    height: Math.round(room.height * ratio),
    ratio,
    scale: at.scale * ratio,
    left: Math.round(at.left * ratio),
    top: Math.round(at.top * ratio),
  };
}

type Lens = ReturnType<typeof lens>;

/** The ways to change what is in view; `moved` is called after each. */
function lens(view: View, stage: HTMLElement, moved: () => void) {
  const middle = (): Point => [view.room.width / 2, view.room.height / 2];
  const move = (to: Viewpoint) => {
    const { picture, room } = view;
    view.at = to;
    const { width, height } = room;
    const holds =
      !picture ||
      (picture.width * to.scale <= width * 1.001 && picture.height * to.scale <= height * 1.001);
    view.whole = !picture || (holds && to.scale <= fitted(picture, room).scale * 1.001);
    moved();
  };
  const reset = () => {
    if (view.picture) {
      move(fitted(view.picture, view.room));
    }
  };
  const pan = (x: number, y: number) => {
    const { picture, room, at } = view;
    if (picture) {
      move(within({ ...at, left: at.left + x, top: at.top + y }, picture, room));
    }
  };
  return {
    ...placesOn(stage, view),
    move,
    reset,
    pan,
    zoom(factor: number, about = middle()) {
      const { picture, room, at } = view;
      if (picture) {
        move(zoomed(at, factor, about, picture, room));
      }
    },
    /** The stage has another size. */
    measure() {
      const { picture } = view;
      if (picture) {
        // No higher than the picture, when it is as wide as there is room for.
        const tall = picture.height * whole(stage.clientWidth / picture.width);
        stage.style.setProperty("--hfw-tall", `${tall}px`);
      }
      const { clientWidth: width, clientHeight: height } = stage;
      const [x, y] = middle();
      view.room = { width, height };
      if (view.whole) {
        reset();
      } else {
        pan(width / 2 - x, height / 2 - y);
      }
    },
    reveal([u, v]: Point) {
      const { room, at } = view;
      const [x, y] = [u * at.scale + at.left, v * at.scale + at.top];
      const [middleX, middleY] = middle();
      if (x < 0 || y < 0 || x > room.width || y > room.height) {
        pan(middleX - x, middleY - y);
      }
    },
  };
}

/** Points of the window, of the stage and of the picture. */
function placesOn(stage: HTMLElement, view: View) {
  const fromCorner = ({ clientX, clientY }: { clientX: number; clientY: number }): Point => {
    const { left, top } = stage.getBoundingClientRect();
    return [clientX - left, clientY - top];
  };
  return {
    fromCorner,
    toPicture(clientX: number, clientY: number): Point | null {
      const { picture, at } = view;
      const [x, y] = fromCorner({ clientX, clientY });
      const [u, v] = [(x - at.left) / at.scale, (y - at.top) / at.scale];
      const inside = picture && u >= 0 && v >= 0 && u < picture.width && v < picture.height;
      return inside ? [u, v] : null;
    },
    toStage: ([u, v]: Point): Point => {
      const { scale, left, top } = view.at;
      return [u * scale + left, v * scale + top];
    },
  };
}

/** Shows other pictures, of which the last one that is asked for stays. */
function changer(
  view: View,
  { move, measure }: Lens,
  changed: (next: Levels | null, name?: string) => void,
) {
  let turn = 0;
  return {
    async show(blob: Blob | null, name?: string) {
      const mine = ++turn;
      const next = blob && (await levels(blob, () => mine === turn && move(view.at)));
      if (mine !== turn) {
        next?.close();
        return;
      }
      const { picture } = view;
      const same = picture?.width === next?.width && picture?.height === next?.height;
      picture?.close();
      view.picture = next;
      changed(next, name);
      if (next) {
        view.whole ||= !same;
        measure();
      }
    },
    close() {
      turn++;
      view.picture?.close();
      view.picture = null;
    },
  };
}

function followKeys(
  stage: HTMLElement,
  view: View,
  { zoom, pan, reset }: Lens,
  layers: Layers,
): void {
  const [nearer, farther] = [() => zoom(STEP), () => zoom(1 / STEP)];
  const presses: Record<string, () => void> = {
    "+": nearer,
    "=": nearer,
    "-": farther,
    _: farther,
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
    const act = free && (presses[key] ?? (view.whole ? null : arrows[key]));
    if (layers.key?.(event)) {
      event.preventDefault();
    } else if (act) {
      event.preventDefault();
      act();
    }
  };
}

/** The wheel zooms; a double click zooms in, and out again. */
function followMouse(stage: HTMLElement, view: View, { zoom, reset, fromCorner }: Lens): void {
  // A page scrolls over a picture as over anything else, unless the picture is in hand.
  const inHand = ({ ctrlKey, metaKey, deltaY }: WheelEvent) =>
    ctrlKey || metaKey || (hasFocus(stage) && !(view.whole && deltaY > 0));
  const wheel = (event: WheelEvent) => {
    if (inHand(event)) {
      event.preventDefault();
      const pixels = event.deltaY * (event.deltaMode ? 30 : 1) * (event.ctrlKey ? 3 : 1);
      zoom(Math.exp(Math.max(-240, Math.min(240, -pixels)) / 500), fromCorner(event));
    }
  };
  stage.addEventListener("wheel", wheel, { passive: false });
  stage.ondblclick = (event) => {
    const { picture, room, at, whole } = view;
    const near = picture ? Math.max(1, fitted(picture, room).scale * 2.5) / at.scale : 1;
    if (whole) {
      zoom(near, fromCorner(event));
    } else {
      reset();
    }
  };
}

function resize(canvas: HTMLCanvasElement, { width, height }: Size): void {
  if (canvas.width !== width || canvas.height !== height) {
    set(canvas, { width, height });
  }
}

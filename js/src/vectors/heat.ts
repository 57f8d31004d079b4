// A table of numbers as a picture, a pixel each, however many there are; pointer and arrow keys read
// single ones.
import { button, h, set } from "../lib/dom";
import * as said from "../lib/vector_strings";

export interface Cells {
  rows: number;
  columns: number;
  /** null where there is no number. */
  value(row: number, column: number): number | null;
  /** A cell in words. */
  describe(row: number, column: number): string;
  /** What the strongest colour stands for. */
  most: number;
}

export interface Heat {
  node: HTMLElement;
  show(cells: Cells): void;
}

interface Options {
  label: string;
  /** As wide as high, with a switch to colours from the lowest to the highest value. */
  square?: boolean;
}

/** Red, green and blue in the order of a pixel's bytes, without its opacity. */
type Colour = number;

/** How strong the colour of no number is. */
const FAINT = 0.4;

export function heat({ label, square = false }: Options): Heat {
  let cells: Cells | null = null;
  let [row, column] = [0, 0];
  let relative = false;
  const canvas = h("canvas", "");
  const cursor = h("div", { class: "hfw-cursor", hidden: true });
  const read = h("div", { class: "hfw-dim hfw-reading", role: "status", dir: "auto" });
  const plot = h(
    "div",
    {
      class: `hfw-plot${square ? " hfw-square" : ""}`,
      tabIndex: 0,
      role: "application",
      "aria-label": label,
    },
    canvas,
    cursor,
  );
  const stretch = button(said.relative, () => paint(!relative), {
    title: said.relativeHelp,
    "aria-pressed": false,
    hidden: !square,
  });
  const paint = (on: boolean) => {
    relative = on;
    set(stretch, { "aria-pressed": on });
    if (cells) {
      draw(canvas, cells, on);
    }
  };
  const go = (toRow: number, toColumn: number) => {
    if (cells?.rows && cells.columns) {
      row = within(toRow, cells.rows);
      column = within(toColumn, cells.columns);
      read.textContent = cells.describe(row, column);
      cursor.hidden = false;
      for (const [name, at, all] of [
        ["left", column, cells.columns],
        ["top", row, cells.rows],
      ] as const) {
        cursor.style.setProperty(name, `${(100 * at) / all}%`);
        cursor.style.setProperty(name === "left" ? "width" : "height", `${100 / all}%`);
      }
    }
  };
  plot.onkeydown = (event) => {
    const to = cells && step(event.key, event.ctrlKey || event.metaKey, row, column, cells);
    if (to) {
      event.preventDefault();
      go(...to);
    }
  };
  plot.onpointermove = plot.onpointerdown = ({ clientX, clientY }) => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    if (cells && width && height) {
      const [x, y] = [(clientX - left) / width, (clientY - top) / height];
      go(Math.floor(y * cells.rows), Math.floor(x * cells.columns));
    }
  };
  plot.onfocus = () => go(row, column);
  return {
    node: h("div", "heat", plot, h("div", "bar", read, stretch)),
    show(next) {
      cells = next;
      [row, column] = [0, 0];
      cursor.hidden = true;
      read.textContent = "";
      plot.style.setProperty("--hfw-rows", `${next.rows}`);
      paint(relative);
    },
  };
}

const within = (at: number, all: number) => Math.max(0, Math.min(all - 1, at));

function step(key: string, far: boolean, row: number, column: number, { rows, columns }: Cells) {
  const last: [number, number] = [rows - 1, columns - 1];
  const to: Record<string, [number, number]> = {
    ArrowLeft: [row, column - 1],
    ArrowRight: [row, column + 1],
    ArrowUp: [row - 1, column],
    ArrowDown: [row + 1, column],
    PageUp: [row - 10, column],
    PageDown: [row + 10, column],
    Home: far ? [0, 0] : [row, 0],
    End: far ? last : [row, last[1]],
  };
  return to[key];
}

/** The colours of numbers above 0, below it, and of none: drawn as the host has them, and read. */
function colours(canvas: HTMLCanvasElement): Colour[] {
  const probes = [h("span", "heat-low"), h("span", "heat-none")];
  canvas.before(...probes);
  const names = [canvas, ...probes].map((one) => getComputedStyle(one).color);
  for (const one of probes) {
    one.remove();
  }
  const sample = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  return names.map((name) => {
    if (!sample) {
      return 0;
    }
    sample.fillStyle = name;
    sample.fillRect(0, 0, 1, 1);
    const [r = 0, g = 0, b = 0] = sample.getImageData(0, 0, 1, 1).data;
    return r | (g << 8) | (b << 16);
  });
}

function ends({ rows, columns, value }: Cells): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const one = value(row, column);
      // What is compared with itself says nothing.
      if (one !== null && (row !== column || rows !== columns)) {
        low = Math.min(low, one);
        high = Math.max(high, one);
      }
    }
  }
  return low < high ? [low, high] : [0, 1];
}

/** The pixel of a part of the scale. */
function pixel(part: number | null, relative: boolean, [above = 0, below = 0, none = 0]: Colour[]) {
  if (part === null) {
    return none | (Math.round(255 * FAINT) << 24);
  }
  const strength = relative ? Math.max(0, part) : Math.abs(part);
  return (part < 0 ? below : above) | (Math.round(255 * Math.min(1, strength)) << 24);
}

function draw(canvas: HTMLCanvasElement, cells: Cells, relative: boolean): void {
  const { rows, columns, value, most } = cells;
  canvas.width = Math.max(1, columns);
  canvas.height = Math.max(1, rows);
  const context = canvas.getContext("2d");
  if (!context) {
    return;
  }
  const image = context.createImageData(canvas.width, canvas.height);
  const hues = colours(canvas);
  const [low, high] = relative ? ends(cells) : [0, most || 1];
  const pixels = new Uint32Array(image.data.buffer);
  for (let at = 0; at < rows * columns; at++) {
    const one = value(Math.floor(at / columns), at % columns);
    pixels[at] = pixel(one === null ? null : (one - low) / (high - low), relative, hues);
  }
  context.putImageData(image, 0, 0);
}

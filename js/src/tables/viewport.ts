// What of a table is in view: which rows and columns, and where each of them stands, in pixels.
import type { Sheet } from "./sheet";

export const ROW = 26;
export const HEAD = 42;
/** Drawn beyond the view on each side, for scrolling that runs ahead of drawing. */
const MORE = 4;
/** Pixels of a letter where there is none to measure, and of what stands around a cell's text. */
const LETTER = 8;
const AROUND = 20;
/** The weight of names and predictions. */
const BOLD = 600;
/** Letters of a text that are judged: more than the widest column shows. */
const MOST = 60;
/** From here on letters are about twice as wide. */
const BROAD = /[\u1100-\uffff]/g;
const [NARROW, WIDE] = [68, 250];
/** Rows by which the width of a column is judged. */
const JUDGED = 40;
/** Of a bar to scroll by. */
const BAR = 18;
/** Where a view is narrower, the predictions stand at the end of the rows. */
const SLIM = 260;
/** The table is as high as its rows, up to this. */
const TALLEST = 372;

export type Viewport = ReturnType<typeof viewport>;

export function viewport(node: HTMLElement, sheet: Sheet) {
  /** Where each column begins; one more for the end of the last. */
  let lefts = [0];
  const ruler = document.createElement("canvas").getContext("2d");
  const self = {
    /** Of the numbers of the rows, and of the predictions or 0. */
    side: 0,
    last: 0,
    /** Where a column stands; that of the predictions is last in its line anyway. */
    place(column: number) {
      const [left = 0, end] = lefts.slice(column, column + 2);
      return end === undefined
        ? { left: "", width: `${self.last}px` }
        : { left: `${left + self.side}px`, width: `${end - left}px` };
    },
    total: () => self.side + (lefts.at(-1) ?? 0) + self.last,
    /** Measure the columns anew. */
    measure() {
      const every = Math.max(1, Math.floor(sheet.rows / JUDGED));
      const sample = Array.from(
        { length: Math.min(JUDGED, sheet.rows) },
        (_, at) => at * (at < JUDGED / 2 ? 1 : every),
      );
      lefts = [0];
      const [plain, bold] = rulers(ruler, node);
      for (const { name, cells } of sheet.columns) {
        const texts = sample.map((row) => cells[row] ?? "");
        const width = Math.max(plain(texts, NARROW, WIDE), bold([name], 0, WIDE));
        lefts.push((lefts.at(-1) ?? 0) + width);
      }
      self.side = 18 + 8 * String(sheet.rows).length;
      const texts = sample.map((row) => sheet.prediction(row) ?? "");
      self.last =
        sheet.answered && sheet.answer?.predictions ? bold(["prediction", ...texts], 96, 170) : 0;
      const bar = self.total() > node.clientWidth ? BAR : 3;
      node.classList.toggle("hfw-slim", node.clientWidth < SLIM);
      node.style.height = `${Math.min(TALLEST, HEAD + sheet.rows * ROW + bar)}px`;
    },
    rows(): [number, number] {
      const from = Math.floor(node.scrollTop / ROW) - MORE;
      const to = Math.ceil((node.scrollTop + node.clientHeight - HEAD) / ROW) + MORE;
      return [Math.max(0, from), Math.min(sheet.rows, to)];
    },
    columns(): [number, number] {
      const from = columnAt(lefts, node.scrollLeft) - 1;
      const to = columnAt(lefts, node.scrollLeft + node.clientWidth - self.side) + 2;
      return [Math.max(0, from), Math.min(sheet.columns.length, to)];
    },
    /** Rows that a page of the table has. */
    page: () => Math.max(1, Math.floor((node.clientHeight - HEAD) / ROW) - 1),
    /** Scroll as little as it takes to have a cell in view; the head and the side lie over others. */
    reveal(row: number, column: number) {
      if (row >= 0) {
        const top = row * ROW;
        const low = top + ROW - (node.clientHeight - HEAD);
        node.scrollTop = Math.max(low, Math.min(node.scrollTop, top));
      }
      if (column < sheet.columns.length) {
        const left = lefts[column] ?? 0;
        const room = node.clientWidth - self.side - self.last;
        const right = left + Math.min((lefts[column + 1] ?? left) - left, room) - room;
        node.scrollLeft = Math.max(right, Math.min(node.scrollLeft, left));
      }
    },
  };
  return self;
}

type Ruler = (texts: readonly string[], least: number, most: number) => number;

/** What tells how wide a column of texts is, plain and bold, in the letters that the table has. */
function rulers(context: CanvasRenderingContext2D | null, node: HTMLElement): [Ruler, Ruler] {
  const { fontSize, fontFamily } = getComputedStyle(node);
  const ruler = (weight: number): Ruler => {
    const font = `${weight} ${fontSize} ${fontFamily}`;
    return (texts, least, most) => {
      const longest = texts.map((one) => one.slice(0, MOST)).sort((a, b) => broad(b) - broad(a))[0];
      let pixels = LETTER * broad(longest);
      if (context && fontSize) {
        context.font = font;
        pixels = context.measureText(longest ?? "").width;
      }
      return Math.ceil(Math.min(most, Math.max(least, AROUND + pixels)));
    };
  };
  return [ruler(400), ruler(BOLD)];
}

/** About how wide a text is, in letters. */
const broad = (text = "") => text.length + (text.match(BROAD)?.length ?? 0);

/** The column at a place, by halves. */
function columnAt(lefts: readonly number[], place: number): number {
  let [low, high] = [0, lefts.length - 1];
  while (low < high - 1) {
    const middle = (low + high) >> 1;
    if ((lefts[middle] ?? 0) <= place) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return low;
}

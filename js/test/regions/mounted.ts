// A widget that looks at a picture, on a page without a browser's pictures: what it shows is read
// from its list and its words, what it draws is tested with real pixels in tests/browser.
import { deflateSync } from "node:zlib";
import { afterEach, vi } from "vitest";
import { inflate } from "../../src/lib/index_map";
import type { Buffers } from "../../src/talk/model";
import segmentation from "../../src/widgets/image_segmentation";
import toImage from "../../src/widgets/image_to_image";
import detection from "../../src/widgets/object_detection";
import { take } from "../brought";
import { FakeModel } from "../fake_model";

const WIDGETS = {
  "image-segmentation": segmentation,
  "object-detection": detection,
  "image-to-image": toImage,
};

export const SIZE = { width: 8, height: 6 };
const closing: (() => void)[] = [];

afterEach(() => {
  for (const close of closing.splice(0)) {
    close();
  }
  vi.unstubAllGlobals();
});

export interface Page {
  model: FakeModel;
  root: HTMLElement;
  view: string;
  rows(): HTMLElement[];
  /** The rows that are shown, as they are read aloud. */
  read(): string[];
  button(name: string): HTMLButtonElement;
  slider(name: string): HTMLInputElement;
  part(selector: string): HTMLElement;
  press(target: Element, key: string, init?: KeyboardEventInit): KeyboardEvent;
  /** A run ends with this output. */
  answer(output: unknown, ...buffers: Buffers): Promise<void>;
  settle(): Promise<void>;
  close(): void;
  /** How many decoded pictures are kept. */
  bitmaps(): number;
  /** How many were decoded. */
  decoded(): number;
}

/** The widget with the picture "p1"; its bytes come when they are asked for. */
export async function open(task: keyof typeof WIDGETS, traits = {}): Promise<Page> {
  const kept = new Set<object>();
  let decoded = 0;
  vi.stubGlobal("createImageBitmap", async () => {
    const bitmap = { ...SIZE, close: () => kept.delete(bitmap) };
    kept.add(bitmap);
    decoded++;
    return bitmap;
  });
  const picture = { id: "p1", name: "cat.jpg", ...SIZE, type: "image/png", size: 9 };
  const pictures = { image: { ...picture, source: "page", state: "ready" } };
  const model = new FakeModel({ pictures, ...traits }, task);
  const send = model.send.bind(model);
  model.send = (message, ...rest) => {
    send(message, ...rest);
    if (message.kind === "picture") {
      const { id } = message;
      const bytes = new DataView(new Uint8Array(9).buffer);
      queueMicrotask(() => model.hear({ kind: "picture", id, type: "x" }, [bytes]));
    }
  };
  const el = document.createElement("div");
  document.body.append(el);
  const close = WIDGETS[task].render({ model, el, later: take });
  closing.push(() => {
    close();
    el.remove();
  });
  const root = el.firstElementChild as HTMLElement;
  const view = model.of("snapshot")[0]?.view ?? "";
  const all = <E extends HTMLElement>(selector: string) => [...root.querySelectorAll<E>(selector)];
  const found = <E>(element: E | undefined, what: string): E => {
    if (!element) {
      throw new Error(`The page has no ${what}`);
    }
    return element;
  };
  const page: Page = {
    model,
    root,
    view,
    rows: () => all(".hfw-region"),
    read: () => page.rows().flatMap((row) => (row.hidden ? [] : [inWords(row)])),
    button: (name) =>
      found(
        all<HTMLButtonElement>("button").find((one) => one.textContent?.startsWith(name)),
        name,
      ),
    slider: (name) =>
      found(
        all<HTMLInputElement>("input[type=range]").find((one) =>
          one.parentElement?.textContent?.startsWith(name),
        ),
        name,
      ),
    part: (selector) => found(all(selector)[0], selector),
    press(target, key, init = {}) {
      const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...init });
      target.dispatchEvent(event);
      return event;
    },
    async answer(output, ...buffers) {
      model.set("status", "done");
      model.hear({ kind: "end", run: 1, seq: 1, output }, buffers);
      // Whatever is unpacked after it is unpacked later.
      await inflate(packed(new Uint8Array(64)));
      await page.settle();
    },
    close,
    bitmaps: () => kept.size,
    decoded: () => decoded,
    settle: () => new Promise((done) => setTimeout(done, 20)),
  };
  model.hear({ kind: "snapshot", view, run: 0, seq: 0, output: null });
  await page.settle();
  return page;
}

const inWords = (row: HTMLElement) =>
  [...row.children]
    .map(({ textContent }) => textContent)
    .join(" ")
    .trim();

/** Move a slider of 0 to 100. */
export function slide(input: HTMLInputElement, value: number): void {
  input.value = String(value);
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

export const packed = (bytes: ArrayBufferView): DataView<ArrayBuffer> =>
  new DataView(new Uint8Array(deflateSync(new Uint8Array(bytes.buffer))).buffer);

/** Three segments of an 8 x 6 picture: a sky, a cat below it, and an eye in the cat. */
export function threeSegments() {
  const { width, height } = SIZE;
  const cells = Uint8Array.from({ length: width * height }, (_, cell) => {
    const [x, y] = [cell % width, Math.floor(cell / width)];
    return y < 2 ? 1 : x === 4 && y === 3 ? 3 : x > 1 ? 2 : 0;
  });
  const region = (label: string, score: number | null, color: string, pixels: number) => ({
    label,
    score,
    color,
    pixels,
    share: pixels / (width * height),
    centroid: [4, 3],
    box: [0, 0, width, height],
    instance: 0,
  });
  const segments = [
    region("sky", 0.9, "#112233", 16),
    region("cat", 0.6, "#445566", 24),
    region("eye", null, "#eeddcc", 1),
  ];
  const output = { picture: "p1", ...SIZE, size: 1, stacks: [[], [0], [1], [2, 1]], soft: false };
  return { output: { ...output, segments }, buffer: packed(cells) };
}

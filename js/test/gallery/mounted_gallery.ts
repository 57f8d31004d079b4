// A gallery on a page with a kernel that answers; what the page of tests lacks is stood in for.
import { vi } from "vitest";
import type { Cell, Field, Grid, Item, TaskCall } from "../../src/protocol";
import type { Buffers } from "../../src/talk/model";
import gallery from "../../src/widgets/gallery";
import { take } from "../brought";
import { FakeModel } from "../fake_model";
import widgets from "../fixtures/widgets.json";

const parameter = (name: string, kind: Field["kind"], rest: Partial<Field> = {}): Field => ({
  name,
  kind,
  group: "parameter",
  help: `The ${name}.`,
  nullable: true,
  ...rest,
});

const FIELDS: Field[] = [
  { name: "prompt", kind: "text", group: "input", help: "What to show.", required: true },
  parameter("negative_prompt", "text"),
  parameter("height", "integer", { minimum: 1 }),
  parameter("width", "integer", { minimum: 1 }),
  parameter("num_inference_steps", "integer", { minimum: 1 }),
  parameter("guidance_scale", "number", { minimum: 0 }),
  parameter("model", "model", { group: "input" }),
  parameter("seed", "integer", { minimum: 0, maximum: 2 ** 32 - 1 }),
];

export function item(number: number, rest: Partial<Item> = {}): Item {
  return {
    id: `p${number}`,
    width: 768,
    height: 512,
    type: "image/png",
    size: 100,
    seed: number,
    parameters: { guidance_scale: 7.5, width: 768, height: 512, seed: number },
    prompt: `fox ${number}`,
    model: "some/model",
    pinned: false,
    created: number,
    ...rest,
  };
}

export const grid = (columns: number[], rows: number[], cells: Partial<Cell>[] = []): Grid => ({
  axes: [
    { name: "guidance_scale", values: columns },
    ...(rows.length ? [{ name: "seed", values: rows }] : []),
  ],
  cells: Array.from({ length: columns.length * Math.max(1, rows.length) }, (_, cell) => ({
    cell,
    state: "waiting" as const,
    ...cells[cell],
  })),
});

/** Addresses of blobs that are in use. */
export const addresses = new Set<string>();

/** Bitmaps, canvases and addresses, as far as the gallery needs them. */
export function standIn(): void {
  let serial = 0;
  addresses.clear();
  vi.spyOn(URL, "createObjectURL").mockImplementation(() => {
    const address = `blob:${++serial}`;
    addresses.add(address);
    return address;
  });
  vi.spyOn(URL, "revokeObjectURL").mockImplementation((address) => {
    addresses.delete(address);
  });
  const bitmap = () => Promise.resolve({ width: 768, height: 512, close() {} });
  vi.stubGlobal("createImageBitmap", vi.fn(bitmap));
  class Canvas {
    getContext = () => ({ drawImage() {} });
    convertToBlob = () => Promise.resolve(new Blob(["small"]));
  }
  vi.stubGlobal("OffscreenCanvas", Canvas);
  Image.prototype.decode = () => Promise.resolve();
  class Sight {
    static seen: ((entries: object[]) => void)[] = [];
    constructor(private readonly tell: (entries: object[]) => void) {}
    observe = (target: Element) => this.tell([{ target, isIntersecting: true }]);
    unobserve() {}
    disconnect() {}
  }
  vi.stubGlobal("IntersectionObserver", Sight);
}

export interface MountedGallery {
  model: FakeModel;
  root: HTMLElement;
  close(): void;
  button(name: string): HTMLButtonElement;
  options(): HTMLElement[];
  part<E extends HTMLElement = HTMLElement>(selector: string): E;
  press(key: string, init?: KeyboardEventInit): void;
  settle(): Promise<void>;
  /** Answer what was asked with an id and is not answered yet; refuse it with a text. */
  answer(error?: string): TaskCall[];
  /** The kernel's answer for a picture. */
  picture(id: string, reply: { type: string } | { error: string }, buffers?: Buffers): void;
}

export function mountGallery(traits: object = {}): MountedGallery {
  const values = Object.fromEntries(FIELDS.map(({ name }) => [name, null]));
  const model = new FakeModel({
    ...values,
    form: {
      task: "text-to-image",
      title: "Text to image",
      output: "pictures",
      fields: FIELDS,
      sections: widgets["text-to-image"].sections,
    },
    prompt: "a fox",
    items: [],
    grid: null,
    randomize: true,
    ...traits,
  });
  const el = document.createElement("div");
  document.body.append(el);
  const end = gallery.render({ model, el, later: take });
  const root = el.firstElementChild as HTMLElement;
  const one = <E>(found: E | null | undefined, what: string): E => {
    if (!found) {
      throw new Error(`The page has no ${what}`);
    }
    return found;
  };
  let answered = 0;
  return {
    model,
    root,
    close() {
      end();
      el.remove();
    },
    button: (name) =>
      one(
        [...root.querySelectorAll("button")].find(
          (node) =>
            (node.getAttribute("aria-label") || node.textContent)?.startsWith(name) && !node.hidden,
        ),
        `button ${name}`,
      ),
    options: () => [...root.querySelectorAll<HTMLElement>("[role=option]")],
    part: <E extends HTMLElement>(selector: string) =>
      one(root.querySelector<E>(selector), selector),
    press(key, init = {}) {
      const event = { key, bubbles: true, cancelable: true, ...init };
      document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", event));
    },
    async settle() {
      for (let turn = 0; turn < 5; turn++) {
        await new Promise((resolve) => setTimeout(resolve));
      }
    },
    picture(id, reply, buffers) {
      model.answer("picture", reply, buffers, (one) => "picture" in one && one.picture === id);
    },
    answer(error) {
      const open = model.sent
        .slice(answered)
        .filter(({ kind, ...rest }) => kind !== "picture" && "id" in rest);
      answered = model.sent.length;
      for (const message of open) {
        model.hear({ kind: "ack", id: (message as { id: string }).id, error: error ?? null });
      }
      return open;
    },
  };
}

/** Bytes as a message brings them. */
export const bytes = (text: string): DataView<ArrayBuffer> =>
  new DataView(new TextEncoder().encode(text).buffer as ArrayBuffer);

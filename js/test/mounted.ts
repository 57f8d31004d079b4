// A task widget on a page, found the way a user finds things: by label and by name.
import { vi } from "vitest";
import { OUTPUTS } from "../src/protocol";
import chat from "../src/widgets/chat";
import gallery from "../src/widgets/gallery";
import imageClassification from "../src/widgets/image_classification";
import imageSegmentation from "../src/widgets/image_segmentation";
import imageToImage from "../src/widgets/image_to_image";
import objectDetection from "../src/widgets/object_detection";
import pictureAnswers from "../src/widgets/picture_answers";
import scores from "../src/widgets/scores";
import sounds from "../src/widgets/sounds";
import spans from "../src/widgets/spans";
import speech from "../src/widgets/speech";
import tables from "../src/widgets/tables";
import task from "../src/widgets/task";
import value from "../src/widgets/value";
import vectors from "../src/widgets/vectors";
import video from "../src/widgets/video";
import writing from "../src/widgets/writing";
import { take } from "./brought";
import { FakeModel } from "./fake_model";

export interface Mounted {
  model: FakeModel;
  root: HTMLElement;
  /** The name by which the view asks for its snapshot. */
  view: string;
  close(): void;
  button(name: string): HTMLButtonElement;
  field<E extends HTMLElement = HTMLInputElement>(name: string): E;
  part(selector: string): HTMLElement;
  /** Type into a field as a user does. */
  type(name: string, text: string): void;
  press(target: Element, key: string, init?: KeyboardEventInit): KeyboardEvent;
  /** Let promises settle. */
  settle(): Promise<void>;
}

function found<E>(element: E | null | undefined, what: string): E {
  if (!element) {
    throw new Error(`The page has no ${what}`);
  }
  return element;
}

const BUNDLES = {
  chat,
  gallery,
  image_classification: imageClassification,
  image_segmentation: imageSegmentation,
  image_to_image: imageToImage,
  object_detection: objectDetection,
  picture_answers: pictureAnswers,
  scores,
  sounds,
  spans,
  speech,
  tables,
  task,
  value,
  vectors,
  writing,
  video,
};

export function mount(model = new FakeModel()): Mounted {
  const el = document.createElement("div");
  document.body.append(el);
  const end = BUNDLES[OUTPUTS[model.get("form").output].bundle].render({
    model,
    el,
    later: take,
  });
  const root = found(el.querySelector<HTMLElement>(".hfw"), "widget");
  const name = (node: HTMLElement) => node.textContent?.trim() || node.title;
  const mounted: Mounted = {
    model,
    root,
    view: model.of("snapshot").at(-1)?.view ?? "",
    close() {
      end();
      el.remove();
    },
    button: (wanted) =>
      found(
        [...root.querySelectorAll("button")].find((node) => name(node).startsWith(wanted)),
        `button ${wanted}`,
      ),
    field<E extends HTMLElement = HTMLInputElement>(wanted: string) {
      const label = [...root.querySelectorAll("label")].find((node) => node.textContent === wanted);
      const target = root.querySelector<E>(`[id="${label?.htmlFor}"]`);
      return found(target, `field ${wanted}`);
    },
    part: (selector) => found(root.querySelector<HTMLElement>(selector), selector),
    type(wanted, text) {
      const field = mounted.field(wanted);
      field.focus();
      field.value = text;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    },
    press(target, key, init = {}) {
      const event = new KeyboardEvent("keydown", {
        key,
        bubbles: true,
        cancelable: true,
        ...init,
      });
      target.dispatchEvent(event);
      return event;
    },
    async settle() {
      for (let turn = 0; turn < 10; turn++) {
        await Promise.resolve();
      }
    },
  };
  return mounted;
}

/** A widget whose kernel has answered the first snapshot: nothing has run yet. */
export function mountIdle(traits = {}, prompts: string[] = []): Mounted {
  const mounted = mount(new FakeModel(traits));
  mounted.model.hear({
    kind: "snapshot",
    view: mounted.view,
    run: 0,
    seq: 0,
    parts: [],
    tokens: 0,
    prompts,
    elapsed: null,
  });
  return mounted;
}

/** Run to the end: `deltas` come one message each. */
export function runThrough({ model }: Mounted, deltas: string[][], run = 1): void {
  model.set("status", "running");
  model.hear({ kind: "start", run, text: "" });
  deltas.forEach((parts, index) => {
    model.hear({ kind: "delta", run, seq: index + 1, parts, tokens: index + 1 });
  });
  model.set("counters", { tokens: deltas.length, elapsed: 4.2, finish_reason: "length" });
  model.set("status", "done");
  model.hear({ kind: "end", run, seq: deltas.length });
}

export function useClock(): void {
  vi.useFakeTimers({ now: 1_700_000_000_000 });
}

// Which picture is shown: the one that the next run will work on, and from the first answer on the
// one that the answer is about, with a note when the input is another one by then.

import type { Context } from "../kit";
import { h } from "../lib/dom";
import { encode } from "../lib/escapes";
import { given, pictures } from "../lib/pictures";
import { watch } from "../lib/traits";
import type { Viewer } from "../lib/viewer";
import * as strings from "../lib/vision_strings";
import type { Buffers } from "../talk/model";

/** What every answer about a picture has. */
export interface Answer {
  /** The id of the picture that it is about. */
  picture: string;
  /** The model that was asked; null: the recommended one. */
  model?: string | null;
}

export interface Taking<A extends Answer> {
  /** Unpack an answer; what it returns takes it in, when its picture is shown. */
  unpack(answer: A, buffers: Buffers): Promise<() => void>;
  /** The picture to show for an answer and its id, where that is not the one it is about. */
  picture?(answer: A, buffers: Buffers): [id: string, bytes: Promise<Blob>];
}

export interface Reception {
  /** Says what is wrong with what is shown. */
  note: HTMLElement;
  receive(message: { output?: unknown }, buffers: Buffers): Promise<void>;
}

/**
 * `node` gets the class hfw-stale when what it shows could be taken for what it is not: an answer
 * for another picture or of another model than those chosen, or of a run before the last one.
 */
export function answers<A extends Answer>(
  context: Context,
  view: Viewer,
  node: HTMLElement,
  { unpack, picture }: Taking<A>,
): Reception {
  const { model } = context;
  const store = pictures(context);
  const note = h("div", "note");
  let shown: Answer | null = null;
  /** An answer is on its way into view. */
  let coming = false;
  let turn = 0;
  let name = "";
  let fault = "";
  /** What the view shows: the id of a picture, or of a made one. */
  let current = "";

  const tell = () => {
    const why = shown ? mistakable(model, shown, name) : "";
    node.classList.toggle("hfw-stale", !!why);
    note.textContent = [why, fault].filter(Boolean).join(" ");
  };
  const show = async (id: string, blob: Promise<Blob> | null, label: string, mine: number) => {
    if (id !== current || fault) {
      const problem = await swap(view, blob, label, () => mine === turn);
      if (mine === turn) {
        [current, fault] = [id, problem];
        tell();
      }
    }
  };
  const compare = () => {
    tell();
    if (!shown && !coming) {
      const id = inputOf(model);
      show(id, id ? store.blob(id) : null, nameOf(model, id), ++turn);
    }
  };
  const take = async (answer: A, buffers: Buffers, mine: number) => {
    const label = nameOf(model, answer.picture);
    const id = answer.picture;
    const [own, blob] = picture?.(answer, buffers) ?? [id, store.blob(id)];
    // It is heard below, and may fail before that.
    blob.catch(() => {});
    const put = await unpack(answer, buffers);
    if (mine === turn) {
      await show(own, blob, label, mine);
    }
    if (mine === turn) {
      [shown, name] = [answer, label];
      put();
    }
  };
  for (const trait of ["pictures", "model", "status"]) {
    watch(context, trait, compare);
  }
  return {
    note,
    async receive({ output }, buffers) {
      if (!output) {
        return;
      }
      const mine = ++turn;
      coming = true;
      let broken = "";
      try {
        await take(output as A, buffers, mine);
      } catch (error) {
        broken = strings.cutShort((error as Error).message);
      }
      if (mine === turn) {
        coming = false;
        compare();
        note.textContent ||= broken;
      }
    },
  };
}

type Model = Context["model"];

export const nameOf = (model: Model, id: string) =>
  encode(Object.values(model.get("pictures") ?? {}).find((one) => one?.id === id)?.name ?? "");

/** The picture that the next run works on, "" while there is none. */
const inputOf = (model: Model) => {
  const picture = given(model);
  return picture?.state === "ready" ? picture.id : "";
};

/** Why an answer about a picture of this name could be taken for something else, or "". */
export function mistakable(model: Model, { picture, model: asked }: Answer, name: string): string {
  const other = inputOf(model);
  const status = model.get("status");
  if (other && other !== picture) {
    return strings.stale(name);
  }
  if (asked !== undefined && asked !== (model.get("model") ?? null)) {
    return strings.otherModel(encode(asked ?? ""));
  }
  return ["error", "stopped"].includes(status) ? strings.ofEarlier(status) : "";
}

/** Change the picture of a view; returns what is wrong with it, or "". */
async function swap(
  view: Viewer,
  blob: Promise<Blob> | null,
  label: string,
  fresh: () => boolean,
): Promise<string> {
  try {
    const bytes = await blob;
    if (fresh()) {
      await view.show(bytes, label || strings.picture);
    }
    return "";
  } catch (error) {
    if (fresh()) {
      await view.show(null);
    }
    return strings.lost(inWords(error as Error));
  }
}

/** The kernel's own words come as an Error; a DOMException is the browser's. */
const inWords = ({ name, message }: Error): string =>
  name === "Error" ? message : strings.undecodable;

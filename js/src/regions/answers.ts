// Which picture is shown: the one that the next run will work on, and from the first answer on the
// one that the answer is about, with a note when the input is another one by then.
import { h } from "../lib/dom";
import { given, pictures } from "../lib/pictures";
import { watch } from "../lib/traits";
import type { Buffers, Context } from "../lib/types";
import type { Viewer } from "../lib/viewer";
import * as strings from "../lib/vision_strings";

/** What every answer about a picture has. */
export interface Answer {
  /** The id of the picture that it is about. */
  picture: string;
}

export interface Taking<A extends Answer> {
  /** Unpack an answer; what it returns takes it in, when its picture is shown. */
  unpack(answer: A, buffers: Buffers): Promise<() => void>;
  /** The picture to show for an answer, where that is not the one it is about. */
  picture?(answer: A, buffers: Buffers): Promise<Blob>;
}

export interface Answers {
  /** Says what is wrong with what is shown. */
  note: HTMLElement;
  receive(message: { output?: unknown }, buffers: Buffers): Promise<void>;
}

/** `node` gets the class hfw-stale when it shows an answer for another picture than the input. */
export function answers<A extends Answer>(
  context: Context,
  view: Viewer,
  node: HTMLElement,
  { unpack, picture }: Taking<A>,
): Answers {
  const { model } = context;
  const store = pictures(context);
  const note = h("div", "note");
  let shown: Answer | null = null;
  let turn = 0;
  let name = "";
  let fault = "";

  const nameOf = (id: string) =>
    Object.values(model.get("pictures") ?? {}).find((one) => one?.id === id)?.name ?? "";
  const show = async (blob: Promise<Blob> | null, label: string, mine: number) => {
    fault = "";
    try {
      const bytes = await blob;
      if (mine === turn) {
        await view.show(bytes, label || strings.picture);
      }
    } catch (error) {
      if (mine === turn) {
        fault = strings.lost(inWords(error as Error));
        note.textContent = fault;
        await view.show(null);
      }
    }
  };
  const input = () => {
    const id = given(model)?.id;
    return given(model)?.state === "ready" && id ? id : null;
  };
  const compare = () => {
    const id = input() ?? shown?.picture;
    const stale = !!shown && id !== shown.picture;
    node.classList.toggle("hfw-stale", stale);
    note.textContent = stale ? strings.stale(name) : fault;
    if (!shown) {
      show(id ? store.blob(id) : null, nameOf(id ?? ""), ++turn);
    }
  };
  watch(context, "pictures", compare);
  return {
    note,
    async receive({ output }, buffers) {
      const answer = output as A | null | undefined;
      if (!answer) {
        return;
      }
      const mine = ++turn;
      const label = nameOf(answer.picture);
      const blob = picture?.(answer, buffers) ?? store.blob(answer.picture);
      try {
        const [take] = await Promise.all([unpack(answer, buffers), show(blob, label, mine)]);
        if (mine === turn) {
          [shown, name] = [answer, label];
          take();
          compare();
        }
      } catch (error) {
        note.textContent = strings.cutShort((error as Error).message);
      }
    },
  };
}

/** The kernel's own words come as an Error; a DOMException is the browser's. */
const inWords = ({ name, message }: Error): string =>
  name === "Error" ? message : strings.undecodable;

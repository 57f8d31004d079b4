// Parameters taken over from a PNG file that was chosen or dropped: only its texts are sent.

import type { Context } from "../kit";
import { button, h } from "../lib/dom";
import { encode } from "../lib/escapes";
import * as strings from "../lib/gallery_strings";
import { isPng, onlyTexts } from "./png_text";

export interface FromPng {
  button: HTMLButtonElement;
  input: HTMLInputElement;
}

/** Files may be dropped on `room`; `say` says what came of it. */
export function fromPng(
  { talk, signal }: Pick<Context, "talk" | "signal">,
  room: HTMLElement,
  say: (text: string) => void,
): FromPng {
  /** Take the first of the files, and say so where there are more. */
  const take = async ([file, ...others]: Iterable<File>) => {
    if (!file) {
      return;
    }
    const name = encode(file.name);
    const tell = (text: string) => say(others.length ? `${text} ${strings.onlyOne}` : text);
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const texts = onlyTexts(bytes);
      if (texts) {
        const told = (error: string | null) => tell(error ?? strings.tookPng(name));
        talk.call({ kind: "from-png", name: file.name }, told, undefined, [
          await texts.arrayBuffer(),
        ]);
      } else {
        tell((isPng(bytes) ? strings.noTexts : strings.noPng)(name));
      }
    } catch (error) {
      // Moved, or no longer allowed to be read.
      tell(strings.unreadable(name, (error as Error).message));
    }
  };
  const input = h("input", {
    type: "file",
    accept: "image/png",
    hidden: true,
    onchange: () => {
      const files = [...(input.files ?? [])];
      input.value = "";
      take(files);
    },
  });
  const over = (event: DragEvent) => {
    const files = event.dataTransfer?.types.includes("Files") ?? false;
    if (files) {
      event.preventDefault();
      event.stopPropagation();
    }
    room.classList.toggle("hfw-dropping", files && event.type === "dragover");
  };
  const listen = (name: "dragover" | "dragleave" | "drop", act: (event: DragEvent) => void) =>
    room.addEventListener(name, act, { signal });
  listen("dragover", over);
  listen("dragleave", over);
  listen("drop", (event) => {
    over(event);
    take([...(event.dataTransfer?.files ?? [])]);
  });
  const opener = button(strings.fromPng, () => input.click(), { title: strings.dropPng });
  return { button: opener, input };
}

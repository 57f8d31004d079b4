// Parameters taken over from a PNG file that was chosen or dropped: only its texts are sent.

import type { Context } from "../kit";
import { button, h } from "../lib/dom";
import * as strings from "../lib/gallery_strings";
import { isPng, onlyTexts } from "./png_text";

export interface FromPng {
  button: HTMLButtonElement;
  input: HTMLInputElement;
}

/** Files may be dropped on `room`; `tell` says what came of it. */
export function fromPng(
  { talk, signal }: Pick<Context, "talk" | "signal">,
  room: HTMLElement,
  tell: (text: string) => void,
): FromPng {
  const take = async (file: File) => {
    const { name } = file;
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const texts = onlyTexts(bytes);
      if (texts) {
        const told = (error: string | null) => tell(error ?? strings.tookPng(name));
        talk.call({ kind: "from-png", name }, told, undefined, [await texts.arrayBuffer()]);
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
      const [file] = input.files ?? [];
      input.value = "";
      if (file) {
        take(file);
      }
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
    const [file] = event.dataTransfer?.files ?? [];
    if (file) {
      take(file);
    }
  });
  const opener = button(strings.fromPng, () => input.click(), { title: strings.dropPng });
  return { button: opener, input };
}

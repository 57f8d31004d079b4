// Parameters taken over from a PNG file that was chosen or dropped: only its texts are sent.
import { button, h } from "../lib/dom";
import * as strings from "../lib/gallery_strings";
import type { Context } from "../lib/types";
import { isPng, onlyTexts } from "./png_text";

export interface FromPng {
  button: HTMLButtonElement;
  input: HTMLInputElement;
}

/** Files may be dropped on `room`; `tell` says what came of it. */
export function fromPng(
  { model, view, talk, signal }: Pick<Context, "model" | "view" | "talk" | "signal">,
  room: HTMLElement,
  tell: (text: string) => void,
): FromPng {
  const asked = new Map<string, string>();
  let serial = 0;
  talk.on("ack", ({ id, error }) => {
    const name = asked.get(id);
    if (name !== undefined) {
      asked.delete(id);
      tell(error ?? strings.tookPng(name));
    }
  });
  const take = async (file: File) => {
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const texts = onlyTexts(bytes);
      if (texts) {
        const id = `${view}-png-${++serial}`;
        asked.set(id, file.name);
        const content = await texts.arrayBuffer();
        model.send({ kind: "from-png", id, name: file.name }, undefined, [content]);
      } else {
        tell((isPng(bytes) ? strings.noTexts : strings.noPng)(file.name));
      }
    } catch (error) {
      // Moved, or no longer allowed to be read.
      tell(strings.unreadable(file.name, (error as Error).message));
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

// The pictures that go with the next message: chosen, dropped or pasted, shown small, and taken away.
import type { Context } from "../kit";
import { button, h } from "../lib/dom";
import { encode } from "../lib/escapes";
import * as strings from "../lib/strings";
import { watch } from "../lib/traits";
import { uploader } from "../talk/upload";
import { held } from "./pictures";
import * as said from "./strings";

export interface Attachments {
  /** The pictures, and what is wrong with one. */
  node: HTMLElement;
  /** Opens the dialog for files. */
  opener: HTMLElement;
  count(): number;
}

export function attachments(context: Context, changed: () => void): Attachments {
  const { model, root, signal, say, talk } = context;
  const row = h("div", "pictures");
  const note = h("div", "note");
  const upload = uploader(context, "attached");
  let [count, shown, made] = [0, "", false];
  const tell = (text: string) => {
    note.textContent = text;
    if (text) {
      say(text);
    }
  };
  // Where text is generated, and in `conversational`, a message is words alone.
  const words = model.get("form").task !== "chat-completion";
  const send = async (files: Iterable<File>) => {
    if (words) {
      tell(said.wordsAlone);
      return;
    }
    for (const file of files) {
      if (!file.type.startsWith("image/")) {
        tell(said.noPicture(encode(file.name)));
        continue;
      }
      const late = () => tell(strings.kernelBusy(said.attaching));
      try {
        await upload(file, { progress() {}, late }).done;
        tell("");
      } catch (error) {
        tell((error as Error).message);
      }
    }
  };
  const one = ({ id, url, name }: { id: string; url: string | null; name: string }) => {
    const drop = () => {
      talk.call({ kind: "chat-detach", picture: id }, (error) => tell(error ?? ""));
      row.querySelector("button")?.focus();
    };
    const label = strings.remove(name || said.picture);
    const picture = url === null ? held(context, id) : h("span", "dim", encode(url));
    return h("span", "attached", picture, button("×", drop, { "aria-label": label, title: label }));
  };
  watch(context, "attached", () => {
    const all = model.get("attached") ?? [];
    const key = JSON.stringify(all);
    if (key !== shown) {
      [shown, count] = [key, all.length];
      row.replaceChildren(...all.map(one));
      if (made) {
        changed();
      }
    }
  });
  made = true;
  takeFiles(root, signal, send);
  const opener = chooser(send);
  opener.hidden = words;
  return { node: h("div", "", row, note), opener, count: () => count };
}

/** A button for the file dialog. */
function chooser(send: (files: Iterable<File>) => void): HTMLElement {
  const input = h("input", {
    type: "file",
    accept: "image/*",
    multiple: true,
    class: "hfw-hidden",
    tabIndex: -1,
    "aria-hidden": true,
  });
  input.onchange = () => {
    send([...(input.files ?? [])]);
    input.value = "";
  };
  const open = button(said.attach, () => input.click(), { title: said.attachHint });
  return h("span", "", open, input);
}

/** Files that are dropped on the widget, or pasted into it. */
function takeFiles(
  root: HTMLElement,
  signal: AbortSignal,
  send: (files: Iterable<File>) => void,
): void {
  const mark = (on: boolean) => root.classList.toggle("hfw-drop", on);
  const take = (event: Event, data: DataTransfer | null) => {
    if (data?.types.includes("Files")) {
      event.preventDefault();
      event.stopPropagation();
      return true;
    }
    return false;
  };
  root.addEventListener("dragover", (event) => take(event, event.dataTransfer) && mark(true), {
    signal,
  });
  root.addEventListener("dragleave", () => mark(false), { signal });
  root.addEventListener(
    "drop",
    (event) => {
      mark(false);
      if (take(event, event.dataTransfer)) {
        send([...(event.dataTransfer?.files ?? [])]);
      }
    },
    { signal },
  );
  root.addEventListener(
    "paste",
    (event) => {
      // A text with a picture of itself, as office programs copy it, is pasted as text.
      const data = event.clipboardData;
      if (!data?.getData("text/plain") && take(event, data)) {
        send([...(data?.files ?? [])]);
      }
    },
    { signal },
  );
}

// Files on their way to the kernel, which reads them: chosen, dropped, or pasted as a text.

import type { Context } from "../kit";
import { h } from "../lib/dom";
import { encode } from "../lib/escapes";
import * as strings from "../lib/strings";
import { bytes } from "../lib/words";
import { uploader } from "../talk/upload";
import * as said from "./strings";

/** The most that is sent (bytes). */
const LIMIT = 30 * 2 ** 20;

export interface Files {
  /** The browser's own way to choose one; a button clicks it. */
  node: HTMLInputElement;
  take(file: File, others?: number): void;
  /** Settles when what is on its way is there. */
  done(): Promise<void> | undefined;
}

/** `tell` hears what is wrong, `note` what a person should know; "" takes either away. */
export function files(
  context: Context,
  field: string,
  tell: (fault: string) => void,
  note: (text: string) => void,
): Files {
  const upload = uploader(context, field);
  let going: Promise<void> | undefined;
  const node = h("input", {
    type: "file",
    accept: ".csv,.tsv,.tab,.txt,text/csv,text/plain,text/tab-separated-values",
    hidden: true,
  });
  const self: Files = {
    node,
    take(file, others = 0) {
      const name = encode(file.name);
      tell(file.size > LIMIT ? said.tooLarge(name, bytes(file.size), bytes(LIMIT)) : "");
      if (file.size > LIMIT) {
        return;
      }
      note("");
      const late = () => note(strings.kernelBusy(said.action));
      const { done } = upload(file, { progress() {}, late });
      const mine = done.finally(() => {
        going = going === mine ? undefined : going;
      });
      going = mine;
      mine.then(
        () => note(others ? said.onlyOne(name) : ""),
        (error) => {
          note("");
          tell((error as Error).message);
        },
      );
    },
    done: () => going,
  };
  node.onchange = () => {
    const [file] = node.files ?? [];
    if (file) {
      self.take(file);
    }
    // The same file may be chosen again.
    node.value = "";
  };
  follow(context, self, tell);
  return self;
}

const asFile = (text: string): File => new File([text], "pasted.tsv", { type: "text/plain" });

/** What is dropped on the widget, and what is pasted where nothing else takes it. */
function follow({ root, signal }: Context, { take }: Files, tell: (fault: string) => void): void {
  const on = <Kind extends keyof HTMLElementEventMap>(
    kind: Kind,
    hear: (event: HTMLElementEventMap[Kind]) => void,
  ) => root.addEventListener(kind, hear, { signal });
  const mark = (shown: boolean) => root.classList.toggle("hfw-drop", shown);
  const types = ({ dataTransfer }: DragEvent) => dataTransfer?.types ?? [];
  on("dragover", (event) => {
    if (types(event).includes("Files") || types(event).includes("text/plain")) {
      event.preventDefault();
      event.stopPropagation();
      mark(true);
    }
  });
  on("dragleave", ({ relatedTarget }) => {
    if (!root.contains(relatedTarget as Node | null)) {
      mark(false);
    }
  });
  on("drop", (event) => {
    mark(false);
    const { dataTransfer: data } = event;
    const [first, ...others] = data?.files ?? [];
    const text = data?.getData("text/plain");
    if ((event.target as Element).matches("textarea, input") && !first) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (first) {
      take(first, others.length);
    } else if (text) {
      take(asFile(text));
    } else {
      tell(said.noFile);
    }
  });
  const paste = (event: ClipboardEvent) => {
    const active = (root.getRootNode() as Document).activeElement;
    const text = event.clipboardData?.getData("text/plain");
    const [file] = event.clipboardData?.files ?? [];
    // A box takes its own, and so does a table that is there.
    const taken = active?.closest("input, textarea, [role=grid]");
    if (root.contains(active) && !taken && (file || text)) {
      event.preventDefault();
      event.stopPropagation();
      take(file ?? asFile(text ?? ""));
    }
  };
  root.ownerDocument.addEventListener("paste", paste, { signal, capture: true });
}

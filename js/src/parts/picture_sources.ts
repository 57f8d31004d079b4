// The ways a picture comes to its field without a dialog: dropped on the widget, pasted into it, or
// fetched from an address.
import { button, type Disclosure, disclosure, h, line } from "../lib/dom";
import { type Incoming, incoming, promising } from "../lib/incoming";
import * as said from "../lib/picture_strings";

/** `take` gets what came, or null for something that holds no picture. */
export function followDrops(
  root: HTMLElement,
  signal: AbortSignal,
  take: (came: Incoming | null) => void,
  kind: string,
): void {
  const mark = (on: boolean) => root.classList.toggle("hfw-drop", on);
  const over = (event: DragEvent) => {
    if (event.dataTransfer && promising(event.dataTransfer)) {
      event.preventDefault();
      event.stopPropagation();
      event.dataTransfer.dropEffect = "copy";
      mark(true);
    }
  };
  root.addEventListener("dragover", over, { signal });
  root.addEventListener(
    "dragleave",
    ({ relatedTarget }) => {
      // Also where a widget inside this one takes over.
      if ((relatedTarget as Element | null)?.closest?.(".hfw") !== root) {
        mark(false);
      }
    },
    { signal },
  );
  root.addEventListener(
    "drop",
    async (event) => {
      mark(false);
      const { dataTransfer } = event;
      if (dataTransfer && promising(dataTransfer)) {
        event.preventDefault();
        event.stopPropagation();
        take(await incoming(dataTransfer, kind));
      }
    },
    { signal },
  );
}

/** Pastes with the focus in the widget; in a text box only what is no text. */
export function followPastes(
  root: HTMLElement,
  signal: AbortSignal,
  take: (came: Incoming | null) => void,
  kind: string,
): void {
  const paste = async (event: ClipboardEvent) => {
    const { clipboardData, target } = event;
    const typing = (target as Element).matches?.("input, textarea, [contenteditable]");
    const text = !!clipboardData?.getData("text/plain");
    if (clipboardData && !(typing && text) && (clipboardData.files.length || !typing)) {
      event.preventDefault();
      event.stopPropagation();
      take(await incoming(clipboardData, kind));
    }
  };
  root.addEventListener("paste", paste, { signal });
}

/** A field for the address of a picture. */
export function address(fetch: (url: string) => void, label = said.addressLabel): Disclosure {
  const input = line({
    type: "url",
    class: "hfw-input hfw-address",
    placeholder: said.addressHint,
    "aria-label": label,
    onkeydown: (event: KeyboardEvent) => {
      if (event.key === "Enter" && !(event.ctrlKey || event.metaKey)) {
        go();
      }
    },
  });
  const go = () => {
    if (input.value.trim()) {
      fetch(input.value.trim());
    } else {
      input.focus();
    }
  };
  const panel = h("div", "bar", input, button(said.fetch, go));
  return disclosure(said.address, panel, () => input.focus());
}

// What fields for files have in common: the dialog of the browser, drops and pastes, panels of which one
// is open.
import type { Context } from "../kit";
import { type Disclosure, h } from "../lib/dom";
import { encode } from "../lib/escapes";
import type { Incoming } from "../lib/incoming";
import type { Field } from "../protocol";
import type { PictureRow } from "./picture_row";
import { followDrops, followPastes } from "./picture_sources";
import type { Transfer } from "./picture_transfer";

type Panelled = Pick<PictureRow, "node" | "fault" | "note">;

/** What takes a file or an address in: `shut` closes the panels of the field. */
export function taking(
  row: Panelled,
  to: Pick<Transfer, "send" | "fetch">,
  shut: () => void,
  nothing: string,
  onlyFirst: (name: string, others: number) => string,
) {
  return (came: Incoming | null): void => {
    if (!came) {
      row.fault(nothing);
    } else if ("file" in came) {
      const { file, others } = came;
      shut();
      to.send(file, () => others && row.note(onlyFirst(encode(file.name), others)));
    } else {
      // An address may have to be corrected: its panel closes when it was right.
      to.fetch(came.url);
    }
  };
}

/** What has the focus may have gone: it goes to what is always there. */
export function keepFocus(root: HTMLElement, node: HTMLElement, always: HTMLElement): void {
  const active = (root.getRootNode() as Document).activeElement;
  if (node.contains(active) && active?.closest("[hidden]")) {
    always.focus();
  }
}

/** What is dropped and pasted anywhere in the widget is for its first field of this kind. */
export function followSources(
  { model, root, signal }: Context,
  { name, kind }: Field,
  take: (came: Incoming | null) => void,
): void {
  const first = model.get("form").fields.find((one) => one.kind === kind);
  if (first?.name === name) {
    followDrops(root, signal, take, kind);
    followPastes(root, signal, take, kind);
  }
}

/** The browser's own way to choose a file; it is clicked by a button that looks like the others. */
export function fileInput(chosen: (file: File) => void, accept = "image/*"): HTMLInputElement {
  const files = h("input", { type: "file", accept, hidden: true });
  files.onchange = () => {
    const [file] = files.files ?? [];
    if (file) {
      chosen(file);
    }
    // The same file may be chosen again.
    files.value = "";
  };
  return files;
}

/** Keeps at most one panel open, which Escape closes; returns what closes them all. */
export function followPanels(row: Panelled, panels: readonly Disclosure[]): () => void {
  const shut = (but?: Disclosure) => {
    for (const one of panels) {
      if (one !== but) {
        one.open(false);
      }
    }
  };
  for (const one of panels) {
    one.button.addEventListener("click", () => {
      shut(one);
      row.fault("");
    });
  }
  row.node.onkeydown = (event) => {
    const open = panels.find(({ panel }) => !panel.hidden);
    if (event.key === "Escape" && open) {
      event.stopPropagation();
      open.open(false);
      open.button.focus();
    }
  };
  return shut;
}

// A picture: chosen, dropped, pasted, fetched, taken with the camera or set from Python; cropped,
// shrunk or removed on request. The kernel holds it, and the trait `pictures` tells which.

import type { Context, Kit, MakeEditor } from "../kit";
import { button, type Disclosure, disclosure, enable, h } from "../lib/dom";
import { encode } from "../lib/escapes";
import type { Incoming } from "../lib/incoming";
import * as said from "../lib/picture_strings";
import { shrunken } from "../lib/scaled";
import { watch } from "../lib/traits";
import { camera } from "../parts/camera";
import { crop } from "../parts/crop";
import { detailOf, type PictureRow, pictureRow } from "../parts/picture_row";
import { address, followDrops, followPastes } from "../parts/picture_sources";
import { type Transfer, transfer } from "../parts/picture_transfer";
import type { Field, Picture } from "../protocol";
import { modelEditor } from "./model";
import { textEditor } from "./text";

/** What is longer may be shrunk to this (pixels of the longer side). */
const LONGEST = 2048;
/** A file that takes a while to send (bytes). */
const BIG = 4e6;

export const imageEditor: MakeEditor = (field, edited, context) => {
  const { root, signal, say } = context;
  const files = fileInput((file) => take({ file }));
  const choose = button(said.choose, () => files.click(), {
    "aria-label": `${said.choose}: ${field.name}`,
  });
  const stop = button("", () => self.sending()?.cancel());
  const tools = changes(context, field, () => ({ self, row, choose }));
  const panels: Disclosure[] = [
    address((url) => take({ url })),
    camera((file) => take({ file }), signal),
    tools.crop,
  ];
  const row = pictureRow(
    [choose, ...panels.map((one) => one.button), tools.whole, tools.shrink, tools.remove],
    stop,
    [...panels.map(({ panel }) => panel), files],
    signal,
  );
  const self = transfer(context, field.name, row, () => show());
  const shut = followPanels(row, panels);
  let shown: string | undefined;

  const take = (came: Incoming | null) => {
    if (!came) {
      row.fault(said.nothingThere);
    } else if ("file" in came) {
      shut();
      self.send(
        came.file,
        () => came.others && row.note(said.onlyFirst(encode(came.file.name), came.others)),
      );
    } else {
      // An address may have to be corrected: its panel closes when it was right.
      self.fetch(came.url);
    }
  };
  const changed = (picture: Picture | null) => {
    if (picture?.state !== "fetching" && !picture?.fault) {
      shut();
    }
    row.note("");
    row.fault(picture?.fault ?? "");
    if (shown !== undefined && picture) {
      if (picture.state === "ready") {
        say(said.changed(nameOf(picture), detailOf(picture)));
      }
      edited();
    }
  };
  const show = () => {
    const picture = self.held();
    const key = JSON.stringify(picture);
    if (key !== shown) {
      changed(picture);
    }
    shown = key;
    if (!self.sending()) {
      row.held(picture, self.blob());
    }
    tools.offer(picture);
    keepFocus(root, row.node, choose);
  };
  watch(context, "pictures", show);
  followSources(context, field, take);
  return {
    node: row.node,
    input: choose,
    // The kernel has it; a run waits for what is on its way.
    value: () => self.sending()?.done,
    set() {},
    fault: () =>
      field.required && !self.held() && !self.sending() ? said.missing(field.name) : "",
  };
};

/** What has the focus may have gone: it goes to what is always there. */
function keepFocus(root: HTMLElement, node: HTMLElement, always: HTMLElement): void {
  const active = (root.getRootNode() as Document).activeElement;
  if (node.contains(active) && active?.closest("[hidden]")) {
    always.focus();
  }
}

/** What is dropped and pasted anywhere in the widget is for its first picture. */
function followSources(
  { model, root, signal }: Context,
  { name }: Field,
  take: (came: Incoming | null) => void,
): void {
  const first = model.get("form").fields.find(({ kind }) => kind === "image");
  if (first?.name === name) {
    followDrops(root, signal, take);
    followPastes(root, signal, take);
  }
}

/** The browser's own way to choose a file; it is clicked by a button that looks like the others. */
function fileInput(chosen: (file: File) => void): HTMLInputElement {
  const files = h("input", { type: "file", accept: "image/*", hidden: true });
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
function followPanels(row: PictureRow, panels: readonly Disclosure[]): () => void {
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

/** The editors of tasks that are given a picture and nothing else. */
export const PICTURE_EDITORS: Kit["editors"] = {
  image: imageEditor,
  model: modelEditor,
  text: textEditor,
};

const nameOf = (picture: Picture | null): string => encode(picture?.name ?? "") || said.unnamed;

interface Ties {
  self: Transfer;
  row: PictureRow;
  choose: HTMLElement;
}

/** What can be done with a picture that is there. */
function changes(context: Context, field: Field, ties: () => Ties) {
  const { name } = field;
  const undo = (text: string) => {
    const { self, row, choose } = ties();
    const back = button(said.undo, () => {
      self.call({ kind: "picture-restore", field: name });
      choose.focus();
    });
    row.note(text, back);
    back.focus();
    context.say(text);
  };
  const remove = button(said.remove, () => {
    const { self } = ties();
    const text = said.removed(nameOf(self.held()));
    self.call({ kind: "picture-clear", field: name }, () => undo(text));
  });
  const whole = button(said.whole, () => ties().self.call({ kind: "picture-uncrop", field: name }));
  const shrink = button(
    said.shrink(LONGEST),
    async () => {
      const { self, row } = ties();
      const file = self.sending()?.file;
      const title = file?.name ?? nameOf(self.held());
      try {
        const small = await shrunken((file ?? (await self.blob())) as Blob, title, LONGEST);
        await self.send(small, () => (file ? undefined : undo(said.shrunk(title))));
      } catch {
        row.fault(said.notShrunk);
      }
    },
    { title: said.shrinkHelp(LONGEST) },
  );
  const cropping = cropper(context, field, ties);
  return {
    remove,
    whole,
    shrink,
    crop: cropping,
    offer(picture: Picture | null) {
      const file = ties().self.sending()?.file;
      const ready = picture?.state === "ready" && !file;
      const longest = ready ? Math.max(picture.width, picture.height) : 0;
      remove.hidden = !picture || !!file;
      cropping.button.hidden = !ready;
      whole.hidden = !(ready && picture.cropped);
      shrink.hidden = file ? file.size < BIG : longest <= LONGEST;
      enable(shrink, true);
    },
  };
}

function cropper(context: Context, field: Field, ties: () => Ties): Disclosure {
  const leave = () => {
    self.open(false);
    self.button.focus();
  };
  const part = crop(
    {
      leave,
      apply(box) {
        leave();
        ties().self.call({ kind: "picture-crop", field: field.name, box });
      },
    },
    context.signal,
  );
  const begin = async () => {
    const { self: held, row } = ties();
    const picture = held.held();
    try {
      const blob = await held.blob();
      if (blob && picture && !part.node.hidden) {
        part.begin(blob, picture);
      }
    } catch (error) {
      row.fault((error as Error).message);
    }
  };
  const self = disclosure(said.crop, part.node, begin, part.end);
  return self;
}

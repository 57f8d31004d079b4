// A picture: chosen, dropped, pasted, fetched, taken with the camera or set from Python; cropped,
// shrunk or removed on request. The kernel holds it, and the trait `pictures` tells which.

import type { Context, Editor, Kit } from "../kit";
import { button, type Disclosure, disclosure, enable } from "../lib/dom";
import { encode } from "../lib/escapes";
import { refusal } from "../lib/incoming";
import * as said from "../lib/picture_strings";
import { shrunken } from "../lib/scaled";
import { watch } from "../lib/traits";
import { camera } from "../parts/camera";
import { crop } from "../parts/crop";
import { fileInput, followPanels, followSources, keepFocus, taking } from "../parts/file_field";
import { detailOf, type PictureRow, pictureRow } from "../parts/picture_row";
import { address } from "../parts/picture_sources";
import { type Transfer, transfer, type Ways } from "../parts/picture_transfer";
import type { Field, Picture } from "../protocol";
import { modelEditor } from "./model";
import { textEditor } from "./text";

/** What is longer may be shrunk to this (pixels of the longer side). */
const LONGEST = 2048;
/** What browsers show; of other files the kernel has a copy to show. */
const SHOWN = /^image\/(png|jpeg|webp|gif|bmp|avif)$/;
/** A file that takes a while to send (bytes). */
const BIG = 4e6;

export function imageEditor(
  field: Field,
  edited: () => void,
  context: Context,
  ways = WAYS,
): Editor {
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
  const self = transfer(context, field.name, row, () => show(), ways);
  const shut = followPanels(row, panels);
  const take = taking(row, self, shut, said.nothingThere, said.onlyFirst);
  let shown: string | undefined;

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
}

export const WAYS: Ways = { kind: "picture", shown: SHOWN, refusal, action: said.action };

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

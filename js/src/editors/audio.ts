// A sound: chosen, dropped, pasted, fetched, recorded or set from Python; played, and removed on
// request. The kernel holds it, and the trait `sounds` tells which.

import type { Context, MakeEditor } from "../kit";
import { button, type Disclosure } from "../lib/dom";
import { encode } from "../lib/escapes";
import { watch } from "../lib/traits";
import { bytes } from "../lib/words";
import { fileInput, followPanels, followSources, keepFocus, taking } from "../parts/file_field";
import { type PictureRow, pictureRow } from "../parts/picture_row";
import { address } from "../parts/picture_sources";
import { type Transfer, transfer, type Ways } from "../parts/picture_transfer";
import type { Field, Sound } from "../protocol";
import { clockOf } from "../sounds/clock";
import { player } from "../sounds/player";
import { recorder } from "../sounds/recorder";
import * as said from "../sounds/strings";

/** The most that is sent from a page (bytes). */
const LIMIT = 100 * 2 ** 20;
const WORDS = { hint: said.hint, unnamed: said.unnamed, detail: detailOf };

export const audioEditor: MakeEditor = (field, edited, context) => {
  const { root, signal, say } = context;
  const files = fileInput((file) => take({ file }), "audio/*,video/webm,video/mp4");
  const choose = button(said.choose, () => files.click(), {
    "aria-label": `${said.choose}: ${field.name}`,
  });
  const stop = button("", () => self.sending()?.cancel());
  const panels: Disclosure[] = [
    recorder((file) => take({ file }), say, signal),
    address((url) => take({ url }), said.addressLabel),
  ];
  const remove = removal(context, field, () => ({ self, row, choose }));
  const row = pictureRow<Sound>(
    [choose, ...panels.map((one) => one.button), remove],
    stop,
    [...panels.map(({ panel }) => panel), files],
    signal,
    WORDS,
  );
  const playing = player(context);
  row.node.append(playing.node);
  const self = transfer<Sound>(context, field.name, row, () => show(), WAYS);
  const shut = followPanels(row, panels);
  const take = taking(row, self, shut, said.nothingThere, said.onlyFirst);
  let shown: string | undefined;

  const changed = (sound: Sound | null, later: boolean) => {
    const { state, fault } = sound ?? {};
    if (state !== "fetching" && !fault) {
      shut();
    }
    row.note("");
    row.fault(fault ?? "");
    if (later && sound) {
      state === "ready" && say(said.changed(nameOf(sound), detailOf(sound)));
      edited();
    }
  };
  const show = () => {
    const sound = self.held();
    const key = JSON.stringify(sound);
    if (key !== shown) {
      changed(sound, shown !== undefined);
    }
    shown = key;
    if (!self.sending()) {
      row.held(sound, null);
    }
    playing.show(sound?.state === "ready" ? sound : null, nameOf(sound));
    remove.hidden = !sound || !!self.sending();
    keepFocus(root, row.node, choose);
  };
  watch(context, "sounds", show);
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

const nameOf = (sound: Sound | null): string => encode(sound?.name ?? "") || said.unnamed;

/** "0:12, 48 kHz, stereo, 1.2 MB, WAV" as far as it is known. */
function detailOf({ seconds, rate, channels, size, type, state, url }: Sound): string {
  const kind = type.replace(/^audio\/(x-)?/, "").toUpperCase();
  const known = [
    clockOf(seconds),
    rate && `${rate / 1000} kHz`,
    channels && said.channels(channels),
    size && bytes(size),
    kind === "MPEG" ? "MP3" : kind,
  ].filter(Boolean);
  return state === "fetching" ? `${said.fetching} ${url ?? ""}` : known.join(", ");
}

const WAYS: Ways = {
  kind: "sound",
  shown: /^(audio\/|video\/webm)/,
  refusal,
  action: said.action,
};

/** Why a file is not sent at all, or "". What it really is, the kernel finds out. */
function refusal({ name, type, size }: File): string {
  const known =
    type.startsWith("audio/") ||
    ["", "application/octet-stream", "application/ogg", "video/webm", "video/mp4"].includes(type);
  if (!known) {
    return said.noSound(encode(name), type);
  }
  if (!size) {
    return said.empty(encode(name));
  }
  return size > LIMIT ? said.tooLarge(encode(name), size, LIMIT) : "";
}

interface Ties {
  self: Transfer<Sound>;
  row: PictureRow<Sound>;
  choose: HTMLElement;
}

/** Takes the sound away, and offers it again. */
function removal({ say }: Context, { name }: Field, ties: () => Ties): HTMLElement {
  const undo = (text: string) => {
    const { self, row, choose } = ties();
    const back = button(said.undo, () => {
      self.call({ kind: "sound-restore", field: name });
      choose.focus();
    });
    row.note(text, back);
    back.focus();
    say(text);
  };
  return button(said.remove, () => {
    const { self } = ties();
    const text = said.removed(nameOf(self.held()));
    self.call({ kind: "sound-clear", field: name }, () => undo(text));
  });
}

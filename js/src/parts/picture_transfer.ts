// The picture or sound of one field between page and kernel: what is held, what is on its way, and the
// requests about it.

import type { Context } from "../kit";
import { pictures } from "../lib/pictures";
import * as strings from "../lib/strings";
import type { Picture, Sound } from "../protocol";
import type { Call } from "../talk/session";
import { type Sending, uploader } from "../talk/upload";
import type { PictureRow } from "./picture_row";

/** What differs between pictures and sounds. */
export interface Ways {
  kind: "picture" | "sound";
  /** The types that a page can show by itself: their bytes need not come back. */
  shown: RegExp;
  /** Why a file is not sent at all, or "". */
  refusal(file: File): string;
  /** What a busy kernel keeps waiting. */
  action: string;
}

export interface Transfer<Held = Picture> {
  held(): Held | null;
  /** The bytes of what is held, for as long as it is a picture. */
  blob(): Promise<Blob> | null;
  /** The upload that is going, with its file. */
  sending(): (Sending & { file: File }) | null;
  /** Send a file, in place of one that is on its way; `sent` is called when the kernel has it. */
  send(file: File, sent?: () => void): Promise<void>;
  fetch(url: string): void;
  /** Ask for a change; `done` is called when it was made. */
  call(message: Call, done?: () => void): void;
}

/** `changed` is called when an upload begins or is over. */
export function transfer<Held extends Picture | Sound = Picture>(
  context: Context,
  field: string,
  row: PictureRow<Held>,
  changed: () => void,
  { kind, shown, refusal, action }: Ways,
): Transfer<Held> {
  const { model, talk, say } = context;
  const kept = pictures(context, kind);
  const upload = uploader(context, field);
  let going: (Sending & { file: File }) | null = null;
  /** The last upload: its bytes need not come back. */
  let last: { id: string; file: File } | null = null;

  const late = () => row.note(strings.kernelBusy(action));
  const over = (error: string) => {
    going = null;
    row.note("");
    row.fault(error);
    row.sending(null);
    changed();
  };
  const self: Transfer<Held> = {
    held() {
      const picture = (model.get(`${kind}s`)?.[field] ?? null) as Held | null;
      if (last && picture?.upload === last.id && shown.test(last.file.type)) {
        kept.keep(picture.id, last.file);
        last = null;
      }
      return picture;
    },
    sending: () => going,
    blob() {
      const picture = self.held();
      return picture?.state === "ready" ? kept.blob(picture.id) : null;
    },
    async send(file, sent) {
      const fault = refusal(file);
      row.fault(fault);
      if (fault) {
        say(fault);
        return;
      }
      going?.cancel();
      row.note("");
      const one = { ...upload(file, { progress: row.progress, late }), file };
      going = last = one;
      row.sending(file);
      changed();
      try {
        await one.done;
        if (going === one) {
          over("");
          sent?.();
        }
      } catch (error) {
        if (going === one) {
          over((error as Error).message);
        }
      }
    },
    fetch(url) {
      going?.cancel();
      self.call({ kind: `${kind}-url`, field, url });
    },
    call(message, done) {
      row.fault("");
      const answered = (error: string | null) => {
        row.note("");
        row.fault(error ?? "");
        if (!error) {
          done?.();
        }
      };
      talk.call(message, answered, late);
    },
  };
  return self;
}

// Sends a file to the kernel in pieces, no more than two of them unanswered.

import type { Context } from "../kit";
import * as said from "../lib/picture_strings";
import * as strings from "../lib/strings";
import { PATIENCE } from "./line";

const PIECE = 512 * 1024;
const UNANSWERED = 2;

export interface Sending {
  /** Settles when the kernel has all of it; rejects with the reason, "" when cancelled. */
  done: Promise<void>;
  cancel(): void;
  id: string;
}

export interface Told {
  /** Bytes that the kernel has. */
  progress(received: number): void;
  /** The kernel does not answer. */
  late(): void;
}

/** One sender a field: it hears the answers for as long as the view lives. */
export function uploader(context: Context, field: string) {
  const { view, talk, signal } = context;
  const going = new Map<string, Upload>();
  let serial = 0;
  talk.on("uploaded", ({ id, received, error }) => going.get(id)?.hear(received, error ?? null));
  signal.addEventListener("abort", () => {
    for (const one of going.values()) {
      one.cancel();
    }
  });
  return (file: File, told: Told): Sending => {
    const id = `${view}-${field}-${++serial}`;
    const one = upload(context, { id, field }, file, told);
    going.set(id, one);
    const over = () => going.delete(id);
    one.done.then(over, over);
    return { id, ...one };
  };
}

type Upload = ReturnType<typeof upload>;

function upload({ talk }: Context, about: { id: string; field: string }, file: File, told: Told) {
  const { name, type, size } = file;
  let [offset, unanswered, over, reading] = [0, 0, false, false];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let finish: (error: Error | null) => void = () => {};
  const done = new Promise<void>((resolve, reject) => {
    finish = (error) => {
      over = true;
      clearTimeout(timer);
      error ? reject(error) : resolve();
    };
  });

  const wait = () => {
    clearTimeout(timer);
    timer = unanswered ? setTimeout(told.late, PATIENCE) : undefined;
  };
  const send = (bytes: ArrayBuffer) => {
    const last = offset + bytes.byteLength >= size;
    const message = { kind: "upload", ...about, name, type, size, offset, last } as const;
    offset += bytes.byteLength;
    unanswered++;
    if (!talk.send(message, [bytes])) {
      finish(new Error(strings.gone));
    }
  };
  const read = async () => {
    reading = true;
    try {
      const bytes = await file.slice(offset, offset + PIECE).arrayBuffer();
      if (!over) {
        send(bytes);
      }
    } catch {
      finish(new Error(said.unreadable(name)));
    }
    reading = false;
  };
  const next = async () => {
    while (!over && !reading && unanswered < UNANSWERED && offset < size) {
      await read();
    }
    if (!over) {
      wait();
    }
  };
  next();
  return {
    done,
    cancel() {
      if (!over) {
        talk.send({ kind: "upload-cancel", id: about.id });
        finish(new Error(""));
      }
    },
    hear(received: number, error: string | null) {
      unanswered--;
      if (error) {
        finish(new Error(error));
      } else if (!over) {
        told.progress(received);
        received >= size ? finish(null) : next();
      }
    },
  };
}

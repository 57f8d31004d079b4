// Sends a file to the kernel in pieces, no more than two of them unanswered.

import type { Context } from "../kit";
import { encode } from "../lib/escapes";
import * as said from "../lib/picture_strings";
import { PATIENCE } from "./patience";

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

/** What sends files for one field. */
export function uploader(context: Context, field: string) {
  const { view, signal } = context;
  let serial = 0;
  return (file: File, told: Told): Sending => {
    const id = `${view}-${field}-${++serial}`;
    const one = upload(context, { file: id, field }, file, told);
    signal.addEventListener("abort", one.cancel);
    return { id, ...one };
  };
}

function upload({ talk }: Context, about: { file: string; field: string }, file: File, told: Told) {
  const { name, type, size } = file;
  const life = new AbortController();
  const { signal } = life;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(told.late, PATIENCE);
  };
  const read = (offset: number) =>
    file
      .slice(offset, offset + PIECE)
      .arrayBuffer()
      .catch(() => {
        throw new Error(said.unreadable(encode(name)));
      });
  const send = async (bytes: ArrayBuffer, offset: number) => {
    const last = offset + bytes.byteLength >= size;
    const message = { kind: "upload", ...about, name, type, size, offset, last } as const;
    wait();
    const [{ received }] = await talk.ask(message, { buffers: [bytes], signal });
    wait();
    told.progress(received);
  };
  const all = async () => {
    const unanswered: Promise<void>[] = [];
    for (let offset = 0; offset < size; offset += PIECE) {
      const bytes = await read(offset);
      signal.throwIfAborted();
      const answer = send(bytes, offset);
      // It is heard below, and may fail before that.
      answer.catch(() => {});
      unanswered.push(answer);
      if (unanswered.length === UNANSWERED) {
        await unanswered.shift();
      }
    }
    await Promise.all(unanswered);
  };
  const over = () => {
    clearTimeout(timer);
    life.abort(new Error(""));
  };
  return {
    done: all().finally(over),
    cancel() {
      if (!signal.aborted) {
        talk.send({ kind: "upload-cancel", file: about.file });
        over();
      }
    },
  };
}

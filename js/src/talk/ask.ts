// A question to the kernel as a promise: of the reply with its buffers, or of the kernel's refusal.
import type { Answered, Reply } from "./line";
import type { Buffers } from "./model";

export interface Asking {
  buffers?: ArrayBuffer[];
  /** Called when the answer takes long. */
  late?(): void;
  /** Ends the waiting: whoever asked wants the answer no more. */
  signal?: AbortSignal;
}

/** What can be asked. */
interface Callee<Message, News> {
  call(
    message: Message,
    answered: Answered<News>,
    late?: () => void,
    buffers?: ArrayBuffer[],
  ): unknown;
}

export function ask<Message, News>(
  { call }: Callee<Message, News>,
  message: NoInfer<Message>,
  { buffers, late, signal }: Asking = {},
): Promise<[Reply<News>, Buffers]> {
  return new Promise((resolve, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason));
    call(
      message,
      (error, reply, bytes = []) =>
        reply && error === null ? resolve([reply, bytes]) : reject(new Error(error ?? "")),
      () => signal?.aborted || late?.(),
      buffers,
    );
  });
}

// What every part of one view of a lens shares.
import type { Context } from "../kit";
import type { LensCall, LensNews, LensTraits } from "../protocol";
import type { Question, Word } from "../talk/line";
import type { Channel } from "../talk/model";

export type Model = Channel<LensTraits, LensCall, LensNews>;

export interface Scene extends Omit<Context, "model" | "talk" | "kit"> {
  model: Model;
  /** The line that parts of other widgets use. */
  talk: { send(message: Word<LensCall>): boolean };
  /** Says when the kernel is too busy to answer, or why it refused. */
  note: HTMLElement;
  /** Ask the kernel for something that a person wants done. */
  call(message: Question<LensCall>, action: string): void;
  /** Ask for all tokens. */
  refresh(): void;
}

/** Parts that other widgets have too know their own model; what they use of it is the same here. */
export const asContext = (scene: Scene): Context => scene as unknown as Context;

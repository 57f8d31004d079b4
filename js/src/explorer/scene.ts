// What every part of one view of the explorer shares.
import type { Context } from "../kit";
import type { ExplorerCall, ExplorerNews, ExplorerTraits } from "../protocol";
import type { Question } from "../talk/line";
import type { Channel } from "../talk/model";
import type { Talk } from "./talk";

export interface Model extends Channel<ExplorerTraits, ExplorerCall, ExplorerNews> {
  set(name: "refresh_every", value: number | null): void;
  save_changes(): void;
}

export interface Scene extends Omit<Context, "model" | "talk" | "kit"> {
  model: Model;
  talk: Talk;
}

/** A message that is answered; its id is given when it is sent. */
export type Call = Question<ExplorerCall>;

/**
 * The parts that other widgets have too know their own model and messages; what they use of them is
 * the same here.
 */
export const asContext = (scene: Scene): Context => scene as unknown as Context;

// The cards of a message: of tools that are called, and of an answer in a shape.
import type { Context } from "../kit";
import type { Filling } from "../parts/later_panel";
import type { ChatMessage } from "../protocol";
import { structurePart } from "./structured";
import { type Decide, toolPart } from "./tools";

/** What the cards are made for. */
export interface CardsOf {
  context: Context;
  decide: Decide;
  /** What is to be shown. */
  message(): ChatMessage;
}

export interface CardsFilling extends Filling {
  /** The message is another. */
  opened(): void;
}

export function cardsView({ context, decide, message }: CardsOf): CardsFilling {
  const structure = structurePart();
  const tools = toolPart(context, decide);
  return {
    nodes: [structure.node, tools.node],
    opened() {
      tools.show(message());
      structure.show(message());
    },
  };
}

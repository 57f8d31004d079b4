// What a message says beside its words: calls of tools, and an answer that is an object. Few messages have
// either, so what draws them comes when the first does, and is in no notebook.
import type { Context } from "../kit";
import { h } from "../lib/dom";
import { laterPanel } from "../parts/later_panel";
import type { ChatMessage } from "../protocol";
import type { CardsFilling, CardsOf } from "./cards_view";
import type { Decide } from "./tools";

export interface Cards {
  node: HTMLElement;
  show(message: ChatMessage): void;
}

export function cards(context: Context, decide: Decide): Cards {
  let message: ChatMessage;
  const node = h("div", { tabIndex: -1 });
  const late = laterPanel<CardsFilling, CardsOf>(
    context,
    "chat_cards",
    { context, decide, message: () => message },
    node,
    () => node,
  );
  return {
    node,
    show(next) {
      message = next;
      if (late.made() || next.calls || next.structure || next.tool_calls || next.role === "tool") {
        late.open();
      }
    },
  };
}

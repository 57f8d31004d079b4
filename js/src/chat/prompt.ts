// The panel with the text that a template makes of the conversation.
import type { Context } from "../kit";
import { type Disclosure, disclosure, h } from "../lib/dom";
import { laterPanel } from "../parts/later_panel";
import type { PromptOf, PromptView } from "./prompt_view";
import * as said from "./strings";

export interface Prompt extends Disclosure {
  /** Something has changed that it is made of: ask again, if it is open. */
  refresh(): void;
}

/** `draft` is the text of the box, which would be the next message. */
export function promptPanel(context: Context, draft: () => string): Prompt {
  const panel = h("div", "panel");
  const view = laterPanel<PromptView, PromptOf>(
    context,
    "chat_prompt",
    { context, draft },
    panel,
    () => self.button,
  );
  const self = disclosure(said.prompt, panel, view.open);
  return { ...self, refresh: () => view.made()?.refresh() };
}

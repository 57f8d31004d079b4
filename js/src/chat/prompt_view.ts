// The text that a template makes of the conversation, exactly as it is sent.
import type { Context } from "../kit";
import { h, set } from "../lib/dom";
import { encode } from "../lib/escapes";
import { atEnd, watch } from "../lib/traits";
import type { Filling } from "../parts/later_panel";
import type { Answers } from "../protocol";
import * as said from "./strings";

/** What could not be seen, or would turn other text around. */
const UNSEEN = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
/** The kernel is asked when changes pause for this long (ms). */
const PAUSE = 250;

export interface PromptView extends Filling {
  /** Something has changed that it is made of: ask again, if it is open. */
  refresh(): void;
}

export interface PromptOf {
  context: Context;
  /** The text of the box, which would be the next message. */
  draft(): string;
}

export function promptView({ context, draft }: PromptOf): PromptView {
  const { talk, signal } = context;
  const head = h("div", { class: "hfw-dim", role: "status" });
  const text = h("pre", { class: "hfw-prompt", tabIndex: 0, dir: "ltr", role: "region" });
  set(text, { "aria-label": said.prompt });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let count = 0;
  const show = (prompt: string, about: (string | Node)[], noun = "dim") => {
    const above = text.scrollHeight - text.scrollTop - text.clientHeight;
    head.replaceChildren(...about);
    head.className = `hfw-${noun}`;
    text.textContent = prompt.replace(UNSEEN, encode);
    text.hidden = !prompt;
    if (above < 8) {
      text.scrollTop = text.scrollHeight; // what is new stands at the end
    }
  };
  const ask = () => {
    clearTimeout(timer);
    count += 1;
    const asked = count;
    talk.call({ kind: "chat-prompt", text: draft() }, (error, reply) => {
      if (asked !== count) {
        return; // an older answer
      }
      if (error || !reply) {
        show("", [error ?? ""], "fault");
      } else {
        show(reply.prompt, heading(reply));
      }
    });
  };
  const refresh = () => {
    clearTimeout(timer);
    if (!head.closest("[hidden]")) {
      timer = setTimeout(ask, PAUSE);
    }
  };
  for (const name of ["template", "system", "stop_sequences"]) {
    watch(context, name, refresh);
  }
  atEnd(signal, () => clearTimeout(timer));
  return { nodes: [head, text], opened: ask, refresh };
}

/** What the text is, and what ends the answer. */
function heading({ prompt, sent, stop }: Answers["chat-prompt"]): (string | Node)[] {
  if (!prompt) {
    return [said.noPrompt];
  }
  const ends = stop.flatMap((one, at) => [at ? said.or : said.ends, h("code", "", encode(one))]);
  return [sent ? said.promptSent : said.promptNow, ...ends];
}

// What a message says: its words, which may grow, what the model thought, and how it ended.
import type { Context } from "../kit";
import { h } from "../lib/dom";
import { wordCount } from "../lib/words";
import type { ChatMessage } from "../protocol";
import { proseIn } from "./lazy";
import type { Actions, Prose } from "./prose";
import * as said from "./strings";

export interface Words {
  thoughts: HTMLElement;
  body: HTMLElement;
  /** A line on how it ended. */
  note: HTMLElement;
  /** All that is said. */
  text(): string;
  show(message: ChatMessage): void;
  grow(text: string, reasoning: string, moved: boolean): void;
  /** Set it as prose: it comes into view. Until then it is plain text. */
  draw(): void;
  destroy(): void;
}

/** `body` is where the words stand. */
export function words(context: Context, actions: Actions, body: HTMLElement): Words {
  let message: ChatMessage;
  let [text, reasoning] = ["", ""];
  let drawn: Prose | null = null;
  let frame = 0;
  let state: "plain" | "drawing" | "gone" = "plain";
  const note = h("div", "dim");
  const thought = thoughts();
  const running = () => message.status === "running";
  const all = () => text || message.refusal || "";
  const write = () => {
    frame = 0;
    thought.show(reasoning, running() && !text);
    if (drawn) {
      drawn.set(all(), !running());
    } else {
      body.textContent = all();
    }
    note.textContent = remark(message, !!(all() || reasoning || message.pictures));
  };
  return {
    thoughts: thought.node,
    body,
    note,
    text: all,
    show(next) {
      message = next;
      [text, reasoning] = [next.text ?? text, next.reasoning ?? reasoning];
      cancelAnimationFrame(frame);
      write();
    },
    grow(more, thinks, moved) {
      if (moved) {
        [text, reasoning] = ["", reasoning + text];
      }
      text += more;
      reasoning += thinks;
      // What came within a frame is drawn at once.
      frame ||= requestAnimationFrame(write);
    },
    async draw() {
      if (state !== "plain") {
        return;
      }
      state = "drawing";
      const renderer = await proseIn(context).catch(() => null);
      if (renderer && state === "drawing") {
        drawn = renderer.prose(actions);
        body.replaceChildren(drawn.node);
        write();
      }
    },
    destroy() {
      state = "gone";
      cancelAnimationFrame(frame);
      drawn?.destroy();
    },
  };
}

/** What is said of a message that ended otherwise, or has nothing to show. */
function remark({ status, error = "", ...message }: ChatMessage, full: boolean): string {
  if (status === "running") {
    return full ? "" : said.waiting;
  }
  const answers = message.role === "assistant";
  const reason = message.counters?.finish_reason ?? "";
  return [
    answers && message.refusal && said.refused,
    status === "stopped" && said.stopped,
    status === "error" && said.failed(error),
    answers && !full && !message.tool_calls && said.nothing,
    /^(stop|eos_token|tool_calls|)$/.test(reason) ? "" : (said.ended[reason] ?? reason),
  ]
    .filter(Boolean)
    .join(" · ");
}

/** What the model thought, folded. */
function thoughts() {
  const label = h("summary", "");
  const text = h("div", { class: "hfw-thoughts", dir: "auto" });
  const node = h("details", { hidden: true }, label, text);
  let all = "";
  const fill = () => {
    if (node.open) {
      text.textContent = all;
    }
  };
  // Folded it is not laid out: a model may think for long.
  node.ontoggle = fill;
  return {
    node,
    show(reasoning: string, growing: boolean) {
      if (reasoning !== all) {
        all = reasoning;
        node.hidden = !all;
        fill();
      }
      label.textContent = growing ? said.thinking : said.thoughts(wordCount(all));
    },
  };
}

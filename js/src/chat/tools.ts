// What a message says of tools: a card for each call that the model wants made, and what a call gave.
import type { Context } from "../kit";
import { button, h, hasFocus, set } from "../lib/dom";
import { seconds } from "../lib/words";
import { tree } from "../parts/tree";
import type { ChatMessage, ChatToolCall } from "../protocol";
import { visible, visibleLine } from "./safe_text";
import * as said from "./tool_strings";

export interface ToolPart {
  node: HTMLElement;
  show(message: ChatMessage): void;
}

/** What a person decides of a call: `always` is for all calls of its function. */
export type Decide = (message: string, call: string, allow: boolean, always: boolean) => void;

export function toolPart({ say }: Context, decide: Decide): ToolPart {
  const node = h("div", "tools");
  const cards = new Map<string, Card>();
  const show = (message: ChatMessage) => {
    const { id, calls = [] } = message;
    for (const call of calls) {
      let card = cards.get(call.id);
      if (!card) {
        card = cardOf((allow, always) => decide(id, call.id, allow, always));
        cards.set(call.id, card);
        node.append(card.node);
      }
      const news = card.show(call);
      if (news) {
        say(news);
      }
    }
  };
  return {
    node,
    show(message) {
      if (message.calls) {
        show(message);
      } else {
        cards.clear();
        node.replaceChildren(...bare(message));
      }
    },
  };
}

/** Of a tool's message what the call gave; calls that no notebook makes as they came. */
function bare({ role, name = "", text = "", tool_calls = [] }: ChatMessage): Node[] {
  if (role === "tool") {
    return [result(said.gave(visibleLine(name)), text)];
  }
  return tool_calls.map((call) => h("div", "tree", tree(said.call, call, false)));
}

interface Card {
  node: HTMLElement;
  /** Returns what is said of it, where it has changed. */
  show(call: ChatToolCall): string;
}

function cardOf(decide: (allow: boolean, always: boolean) => void): Card {
  let state = "";
  const how = h("span", "dim");
  const name = h("b", "");
  const sent = h("pre", { tabIndex: 0, role: "region", "aria-label": said.sent, dir: "ltr" });
  const fault = h("div", "fault");
  const buttons = h("div", "bar");
  const outcome = h("div", "");
  const node = h(
    "section",
    { class: "hfw-card hfw-call", role: "group", tabIndex: -1 },
    h("div", "bar", name, how),
    sent,
    buttons,
    fault,
    outcome,
  );
  return {
    node,
    show(call) {
      if (call.state === state) {
        return "";
      }
      const first = !state;
      state = call.state;
      const title = visibleLine(call.name) || said.unnamed;
      const word = said.states[call.state];
      name.textContent = title;
      how.textContent = [word, seconds(call.seconds)].filter(Boolean).join(" · ");
      set(node, { "aria-label": said.labelled(title, word), "data-state": call.state });
      sent.replaceChildren(...visible(pretty(call.arguments), true));
      fault.replaceChildren(...visible(call.error || ""));
      exchange(node, buttons, choices(call, title, decide));
      outcome.replaceChildren(...outcomeOf(call));
      return first && call.state !== "waiting" ? "" : said.labelled(title, word);
    },
  };
}

/** Put other buttons in their place; the focus stays with the card. */
function exchange(node: HTMLElement, bar: HTMLElement, buttons: HTMLElement[]): void {
  const focused = [...bar.children].some((one) => hasFocus(one as HTMLElement));
  bar.replaceChildren(...buttons);
  if (focused) {
    (buttons[0] ?? node).focus();
  }
}

/** What can be decided of a call now. */
function choices(
  { state }: ChatToolCall,
  name: string,
  decide: (allow: boolean, always: boolean) => void,
): HTMLElement[] {
  if (state === "running") {
    return [button(said.stop, () => decide(false, false))];
  }
  if (state === "waiting" || state === "stopped") {
    return [
      button(said.run, () => decide(true, false), { class: "hfw-button hfw-allow" }),
      button(said.refuse, () => decide(false, false)),
      button(said.always(name), () => decide(true, true)),
    ];
  }
  return [];
}

const outcomeOf = ({ state, text = "" }: ChatToolCall) =>
  state === "done" ? [result(said.result, text)] : [];

/** JSON on lines of its own, another text as it is. */
export function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** What a call gave, folded. */
function result(title: string, text: string): HTMLElement {
  const line = visibleLine(text.slice(0, 80));
  const short = text.length > 80 ? `${line}…` : line;
  const body = h("pre", { tabIndex: 0, role: "region", "aria-label": title });
  const node = h("details", "", h("summary", "", `${title} `, h("span", "dim", short)), body);
  node.addEventListener("toggle", () => body.replaceChildren(...visible(pretty(text), true)), {
    once: true,
  });
  return node;
}

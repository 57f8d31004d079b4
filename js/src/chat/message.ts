// One message of a conversation: who says it, what it says, how it came, and what can be done with it.
import type { Context } from "../kit";
import { h, set } from "../lib/dom";
import type { ChatMessage } from "../protocol";
import { cards } from "./cards";
import { editing } from "./editing";
import { footer } from "./footer";
import { pictureRow } from "./pictures";
import * as said from "./strings";
import type { Decide } from "./tools";
import { words } from "./words";

/** What a message can have done to it, by whoever knows the conversation. */
export interface Doings {
  again(message: ChatMessage): void;
  resend(message: ChatMessage, text: string): void;
  rewrite(message: ChatMessage, text: string): void;
  remove(message: ChatMessage): void;
  /** Go to the branch so many places further. */
  turn(message: ChatMessage, step: number): void;
  /** Allow or refuse a call. */
  decide: Decide;
}

export interface MessagePart {
  node: HTMLElement;
  message(): ChatMessage;
  /** All that it says. */
  text(): string;
  show(message: ChatMessage): void;
  grow(text: string, reasoning: string, moved: boolean): void;
  /** Make what belongs to it beside its words. */
  make(): void;
  /** Draw it: it comes into view. */
  draw(): void;
  /** A run is going: what would disturb it is not done. */
  busy(active: boolean): void;
  /** It is left out of what is sent, or not. */
  leave(out: boolean): void;
  /** Its buttons are reached by Tab, or not. */
  reach(on: boolean): void;
  destroy(): void;
}

/** Characters in a line of a message, about, and how high that is (px). */
const LINE = [70, 22] as const;

/** A message is its words at first: the rest is made when it comes near, grows, or is reached. */
export function messagePart(context: Context, first: ChatMessage, doings: Doings): MessagePart {
  let message = first;
  let rest: Rest | null = null;
  let [active, reached, out] = [false, false, false];
  const who = h("b", "who");
  const head = h("div", "head", who);
  const body = h("div", { class: "hfw-says", dir: "auto" });
  const node = h("article", { class: "hfw-message", tabIndex: -1 }, head, body);
  const text = () => (rest ? rest.says.text() : (message.text ?? "") || message.refusal || "");
  const make = () => {
    if (!rest) {
      rest = restOf(context, { node, head, body }, doings, () => message);
      rest.show(message);
      rest.foot.busy(active);
      rest.foot.reach(reached);
    }
    return rest;
  };
  const name = () => {
    const { role } = message;
    const told = said.roles[role] ?? role;
    who.textContent = out ? said.unsent(told) : told;
  };
  const show = (next: ChatMessage) => {
    message = next;
    const running = next.status === "running";
    name();
    set(node, {
      "data-role": next.role,
      "data-status": next.status,
      "aria-busy": running ? "true" : null,
    });
    if (rest || running) {
      make().show(next);
    } else {
      body.textContent = text();
    }
    const lines = Math.ceil((text().length + 1) / LINE[0]) + 3;
    node.style.setProperty("contain-intrinsic-size", `auto 100px auto ${lines * LINE[1]}px`);
  };
  show(first);
  return {
    node,
    message: () => message,
    text,
    show,
    grow: (...came) => make().says.grow(...came),
    make,
    draw: () => make().draw(),
    busy(on) {
      active = on;
      rest?.foot.busy(on);
    },
    leave(on) {
      if (out !== on) {
        out = on;
        name();
      }
    },
    reach(on) {
      reached = on;
      (on ? make() : rest)?.foot.reach(on);
    },
    destroy() {
      rest?.says.destroy();
      node.remove();
    },
  };
}

interface Outline {
  node: HTMLElement;
  head: HTMLElement;
  body: HTMLElement;
}

type Rest = ReturnType<typeof restOf>;

/** All of a message beside who says it: its words as prose, what belongs to them, and its buttons. */
function restOf(
  context: Context,
  { node, head, body }: Outline,
  doings: Doings,
  message: () => ChatMessage,
) {
  const says = words(context, body);
  const edit = () => change(node, message(), says, doings);
  const foot = footer(context, doings, says.text, edit);
  const pictures = pictureRow(context);
  const beside = cards(context, doings.decide);
  head.append(foot.branches, foot.doings);
  body.before(says.thoughts, pictures.node);
  body.after(beside.node, says.note, foot.facts);
  return {
    says,
    foot,
    show(next: ChatMessage) {
      says.show(next);
      pictures.show(next.pictures ?? []);
      beside.show({ ...next, text: says.text() });
      foot.show(next);
    },
    draw() {
      says.draw();
      pictures.draw();
      foot.draw();
    },
  };
}

/** Put the form of a change in the place of the words. */
function change(
  node: HTMLElement,
  message: ChatMessage,
  says: ReturnType<typeof words>,
  doings: Doings,
): void {
  if (node.matches(".hfw-edited")) {
    return;
  }
  const mark = (on: boolean) => {
    says.body.hidden = on;
    node.classList.toggle("hfw-edited", on);
  };
  const form = editing(message, says.text(), doings, () => {
    form.remove();
    mark(false);
    node.focus();
  });
  mark(true);
  says.body.after(form);
  form.querySelector("textarea")?.focus();
}

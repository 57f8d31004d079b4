// One message of a conversation: who says it, what it says, how it came, and what can be done with it.
import type { Context } from "../kit";
import { h, set } from "../lib/dom";
import type { ChatMessage } from "../protocol";
import { editing } from "./editing";
import { footer } from "./footer";
import { pictureRow } from "./pictures";
import type { Actions } from "./prose";
import * as said from "./strings";
import { structurePart } from "./structured";
import { type Decide, toolPart } from "./tools";
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
  actions: Actions;
}

export interface MessagePart {
  node: HTMLElement;
  message(): ChatMessage;
  /** All that it says. */
  text(): string;
  show(message: ChatMessage): void;
  grow(text: string, reasoning: string, moved: boolean): void;
  /** Draw it: it comes into view. */
  draw(): void;
  /** A run is going: what would disturb it is not done. */
  busy(active: boolean): void;
  /** Its buttons are reached by Tab, or not. */
  reach(on: boolean): void;
  destroy(): void;
}

/** Characters in a line of a message, about, and how high that is (px). */
const LINE = [70, 22] as const;

export function messagePart(context: Context, first: ChatMessage, doings: Doings): MessagePart {
  let message = first;
  const says = words(context, doings.actions);
  const edit = () => change(node, message, says, doings);
  const pictures = pictureRow(context);
  const tools = toolPart(context, doings.decide);
  const structure = structurePart();
  const foot = footer(context, doings, says.text, edit);
  const who = h("b", "who");
  const [thoughts, body, note] = says.nodes as [HTMLElement, HTMLElement, HTMLElement];
  const node = h(
    "article",
    { class: "hfw-message", tabIndex: -1, "data-role": first.role },
    h("div", "head", who, foot.branches, foot.doings),
    thoughts,
    pictures.node,
    body,
    structure.node,
    tools.node,
    note,
    foot.facts,
  );
  const show = (next: ChatMessage) => {
    message = next;
    const running = next.status === "running";
    who.textContent = said.roles[next.role] ?? next.role;
    set(node, { "data-status": next.status, "aria-busy": running ? "true" : null });
    says.show(next);
    pictures.show(next.pictures ?? []);
    tools.show(next);
    structure.show({ ...next, text: says.text() });
    foot.show(next);
    const lines = Math.ceil((says.text().length + 1) / LINE[0]) + 3;
    node.style.setProperty("contain-intrinsic-size", `auto 100px auto ${lines * LINE[1]}px`);
  };
  show(first);
  return {
    node,
    message: () => message,
    text: says.text,
    show,
    grow: says.grow,
    draw() {
      says.draw();
      pictures.draw();
      foot.draw();
    },
    busy: foot.busy,
    reach: foot.reach,
    destroy() {
      says.destroy();
      node.remove();
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

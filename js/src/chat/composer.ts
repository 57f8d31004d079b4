// The box that messages are written in, with the one button that sends and stops. What is written
// goes to Python as a draft, and is there again after a reload.
import type { Context } from "../kit";
import { area, write as hold } from "../lib/direction";
import { button, enable, h, set } from "../lib/dom";
import * as strings from "../lib/strings";
import { atEnd, watch } from "../lib/traits";
import { history } from "../parts/history";
import { attachments } from "./attachments";
import { enters } from "./editing";
import * as said from "./strings";

/** A draft is sent when typing pauses for this long (ms). */
const PAUSE = 300;

export interface Composer {
  node: HTMLElement;
  box: HTMLTextAreaElement;
  button: HTMLButtonElement;
  busy(active: boolean): void;
  /** Say what the button does now: the conversation has changed. */
  judge(): void;
  /** Empty the box; returns what stood there. */
  take(): string;
  /** Put back what was not sent, in front of what is written by now. */
  put(text: string): void;
  send(): void;
  past: ReturnType<typeof history>;
}

/** What the button does. */
export interface Ways {
  send(text: string): void;
  stop(): void;
  /** Have the last message answered. */
  answer(): void;
  /** Whether the last message has no answer. */
  open(): boolean;
  /** The text, or what goes with it, may have changed. */
  changed(): void;
}

export function composer(context: Context, ways: Ways): Composer {
  const { model, signal } = context;
  const box = messageBox();
  const draft = drafts(context, box);
  let active = false;
  const pictures = attachments(context, () => judge());
  const full = () => !!box.value.trim() || pictures.count() > 0;
  const go = () => {
    if (active) {
      return;
    }
    if (full()) {
      ways.send(box.value);
    } else if (ways.open()) {
      ways.answer();
    }
  };
  const node = button("", () => (active ? ways.stop() : go()), { class: "hfw-run" });
  const draw = face(node);
  const judge = () => {
    const answers = !full() && ways.open();
    draw(active ? "stop" : answers ? "answer" : "send");
    enable(node, active || answers || full());
    ways.changed();
  };
  const write = (text: string, tells = true) => {
    hold(box, text);
    judge();
    if (tells) {
      draft.later();
    }
  };
  box.onkeydown = (event) => {
    if (enters(event)) {
      event.preventDefault();
      event.stopPropagation();
      go();
    }
  };
  box.oninput = () => {
    judge();
    draft.later();
  };
  watch(context, "draft", () => {
    const text = draft.incoming(String(model.get("draft") ?? ""));
    if (text !== undefined && text !== box.value) {
      write(text, text !== model.get("draft"));
    }
  });
  atEnd(signal, draft.flush);
  return {
    node: h("div", "composer", pictures.node, box, h("div", "ends", pictures.opener, node)),
    box,
    button: node,
    past: history(box, write, signal),
    send: go,
    judge,
    busy(on) {
      active = on;
      judge();
    },
    take() {
      const { value } = box;
      draft.forget();
      write("", false);
      return value;
    },
    put(text) {
      write(box.value.trim() ? `${text}\n\n${box.value}` : text);
    },
  };
}

const messageBox = () =>
  area({
    class: "hfw-input hfw-area",
    "aria-label": said.message,
    placeholder: said.placeholder,
    title: said.hint,
    rows: 2,
  });

/** What is written on its way to Python, and what comes back. */
function drafts({ talk }: Context, box: HTMLTextAreaElement) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  // What was sent and has not come back yet: an older echo must not undo newer typing.
  const sent: string[] = [];
  const flush = () => {
    if (timer !== undefined) {
      clearTimeout(timer);
      timer = undefined;
      sent.push(box.value);
      talk.send({ kind: "draft", text: box.value });
    }
  };
  return {
    flush,
    later() {
      clearTimeout(timer);
      timer = setTimeout(flush, PAUSE);
    },
    forget() {
      clearTimeout(timer);
      timer = undefined;
    },
    /** What the box is to hold; nothing where it holds that, or newer. */
    incoming(text: string): string | undefined {
      const at = sent.indexOf(text);
      if (at >= 0) {
        sent.splice(0, at + 1);
        return undefined;
      }
      if (!box.value.trim() || (timer === undefined && !sent.length)) {
        return text;
      }
      // Somebody else's, or a message that comes back, while this one is written.
      return text && !box.value.startsWith(text) ? `${text}\n\n${box.value}` : undefined;
    },
  };
}

/** The words of the button: what a click does now, and by which key. */
function face(node: HTMLElement): (does: "send" | "stop" | "answer") => void {
  const label = h("span", "");
  const hint = h("span", { class: "hfw-hint", "aria-hidden": true });
  node.append(label, hint);
  return (does) => {
    const stops = does === "stop";
    label.textContent = { send: said.send, stop: strings.stop, answer: said.answer }[does];
    hint.textContent = stops ? strings.stopHint : said.sendHint;
    set(node, { "aria-keyshortcuts": stops ? "Escape" : "Enter" });
    node.classList.toggle("hfw-active", stops);
  };
}

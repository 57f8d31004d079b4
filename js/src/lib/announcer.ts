// Tells a screen reader what happens, apart from the visible stream: nothing, start and end, or
// the text sentence by sentence, at most every 1.5 seconds.

import type { Model } from "../talk/model";
import { h } from "./dom";
import { atEnd } from "./traits";

const PAUSE = 1500;

export interface Announcer {
  node: HTMLElement;
  /** Say something now. */
  say(text: string): void;
  /** Text has come; it is said by sentence when everything is to be read. */
  read(text: string): void;
  /** Say what is left of the text, then how it ended. */
  finish(text: string): void;
}

export function announcer(model: Model, signal: AbortSignal): Announcer {
  const node = h("div", { class: "hfw-hidden", role: "status" });
  let unread = "";
  let timer: ReturnType<typeof setTimeout> | undefined;
  const say = (text: string) => {
    if (model.get("announce") !== "off") {
      node.textContent = text;
    }
  };
  const sentences = () => {
    timer = undefined;
    const whole = /^.*[.!?…。！？\n]/s.exec(unread)?.[0];
    if (whole) {
      say(whole);
      unread = unread.slice(whole.length);
    }
  };
  const rest = () => {
    clearTimeout(timer);
    timer = undefined;
    unread = "";
  };
  atEnd(signal, rest);
  return {
    node,
    say,
    read(text) {
      if (model.get("announce") === "full") {
        unread += text;
        timer ??= setTimeout(sentences, PAUSE);
      }
    },
    finish(text) {
      say(unread ? `${unread} ${text}` : text);
      rest();
    },
  };
}

// The text with its field and what was made of it, each under its head, side by side.
import type { RendererHost } from "../kit";
import { h } from "../lib/dom";
import { atEnd, watch } from "../lib/traits";
import { characterCount, wordCount } from "../lib/words";
import * as said from "../lib/writing_strings";
import { deskOf, rowOf } from "./beside";

/** Texts above this are counted only when typing pauses, in UTF-16 units. */
const LONG = 20_000;
/** Milliseconds. */
const PAUSE = 300;

/** `place` puts the text's field where it belongs, once there is one. */
export function sides(host: RendererHost, title: string, size: HTMLElement, ...result: Node[]) {
  const { text } = deskOf(host).fields;
  const given = h("span", "dim");
  const slot = h("div", "source");
  const node = h("div", "pair", side(said.source, given, slot), side(title, size, ...result));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = (now: string) => {
    given.textContent = now && said.size(wordCount(now), characterCount(now));
  };
  const counted = () => {
    const now = String(text?.editor.value() ?? "");
    clearTimeout(timer);
    if (now.length > LONG) {
      timer = setTimeout(() => write(now), PAUSE);
    } else {
      write(now);
    }
  };
  text?.editor.input.addEventListener("input", counted, { signal: host.signal });
  // The form takes the new value after this, or keeps what is being typed.
  watch(host, "text", () => queueMicrotask(counted));
  atEnd(host.signal, () => clearTimeout(timer));
  return {
    node,
    place() {
      slot.append(...(text ? [rowOf(text)] : []));
      counted();
    },
  };
}

const side = (name: string, size: HTMLElement, ...parts: Node[]) =>
  h(
    "section",
    "writing",
    h("div", "bar hfw-head", h("b", "", name), size),
    h("div", "written", ...parts),
  );

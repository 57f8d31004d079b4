// What was said. Where the model told times, parts of it seek in the sound when they are pressed, and
// follow it while it plays.

import type { MakeRenderer, RendererHost } from "../kit";
import { button, h, set } from "../lib/dom";
import { fetcher } from "../lib/save";
import * as strings from "../lib/strings";
import { atEnd } from "../lib/traits";
import { inTurns } from "../lib/turns";
import { wordCount } from "../lib/words";
import { useText } from "../parts/use_text";
import type { Chunk, Sound, TranscriptOutput } from "../protocol";
import { clockOf } from "../sounds/clock";
import { player, shared } from "../sounds/player";
import * as said from "../sounds/strings";

/** Parts of fewer letters than this on average are single words. */
const WORD = 16;

export const transcript: MakeRenderer = (host) => {
  let [text, sound] = ["", null as Sound | null];
  const body = h("p", { class: "hfw-said hfw-dim", dir: "auto" }, strings.noAnswer);
  const own = player(host);
  const note = h("div", { class: "hfw-dim", hidden: true }, said.ofEarlier);
  const list = chunkList(host, (at) => {
    if (sound) {
      const there = shared(host).players.get(sound.id);
      if (!there) {
        own.show(sound, sound.name || said.unnamed);
        note.hidden = false;
      }
      (there ?? own).playFrom(at);
    }
  });
  const node = h("div", "transcript", body, list.node, note, own.node);
  const ways = exports(host);
  const show = ({ output }: { output?: unknown }) => {
    if (output) {
      const { chunks, ...came } = output as TranscriptOutput;
      ({ text, sound } = came);
      const timed = chunks.some(({ start }) => start !== null);
      body.textContent = text || said.nothingHeard;
      body.classList.toggle("hfw-dim", !text);
      body.hidden = timed && !!text;
      list.show(timed ? chunks : [], sound?.id ?? "");
      ways.timed(timed);
      own.show(null, "");
      note.hidden = true;
    }
  };
  return {
    node,
    actions: [useText(host, () => (text ? [text] : []))],
    more: ways.nodes,
    noun: "text",
    begin() {},
    whole: show,
    end: show,
    busy(active) {
      set(node, { "aria-busy": active });
    },
    text: () => text,
    markdown: () => `${text}\n`,
    summary: () => (text ? strings.words(wordCount(text)) : said.nothingHeard),
  };
};

/** Ways to save what was said; subtitles where there are times. */
function exports(host: RendererHost) {
  const fetch = fetcher(host);
  const outcome = h("span", { class: "hfw-fault", role: "alert" });
  const save = (form: string) =>
    button(said.saveAs(form), () =>
      fetch("", form, (error) => {
        outcome.textContent = error ?? "";
      }),
    );
  const [plain, ...subtitles] = ["txt", "srt", "vtt"].map(save);
  const timed = (on: boolean) => {
    for (const one of subtitles) {
      one.hidden = !on;
    }
  };
  timed(false);
  return { nodes: [plain as HTMLElement, ...subtitles, outcome], timed };
}

/** The parts: one tab stop, arrow keys inside; the one that is heard is marked. */
function chunkList(host: RendererHost, play: (at: number) => void) {
  const node = h("div", {
    class: "hfw-chunks",
    role: "group",
    "aria-label": said.parts,
    hidden: true,
  });
  const draw = inTurns(host.signal, 60, 40);
  let chunks: readonly Chunk[] = [];
  let buttons: HTMLButtonElement[] = [];
  let [id, current] = ["", -1];

  const make = (chunk: Chunk) => {
    const { start } = chunk;
    const one = button("", () => start !== null && play(start), {
      class: "hfw-chunk",
      tabIndex: buttons.length ? -1 : 0,
      title: clockOf(start),
    });
    one.append(h("span", { class: "hfw-dim hfw-time" }, clockOf(start)));
    one.append(h("span", { dir: "auto" }, chunk.text.trim()));
    buttons.push(one);
    return one;
  };
  const mark = (at: number) => {
    if (at !== current) {
      set(buttons[current] ?? node, { "aria-current": null });
      current = at;
      const one = buttons[at];
      if (one) {
        set(one, { "aria-current": "true" });
        reveal(node, one);
      }
    }
  };
  const heard = (name: string, now: number) => {
    if (name === id) {
      mark(chunkAt(chunks, now));
    }
  };
  shared(host).hear.add(heard);
  atEnd(host.signal, () => shared(host).hear.delete(heard));
  followKeys(node, () => buttons);
  return {
    node,
    show(next: readonly Chunk[], sound: string) {
      [chunks, id, current, buttons] = [next, sound, -1, []];
      node.hidden = !next.length;
      node.replaceChildren();
      const letters = next.reduce((sum, { text }) => sum + text.length, 0);
      node.classList.toggle("hfw-words", letters < WORD * next.length);
      draw(next, (some) => node.append(...some.map(make)));
    },
  };
}

/** The last part that has begun, or -1. */
export function chunkAt(chunks: readonly Chunk[], now: number): number {
  let found = -1;
  // A seek to a beginning may come out a little before it.
  chunks.forEach(({ start }, at) => {
    found = start !== null && start <= now + 0.01 ? at : found;
  });
  return found;
}

/** Scroll what is marked into view, and nothing but the list. */
function reveal(list: HTMLElement, { offsetTop, offsetHeight }: HTMLElement): void {
  const [top, height] = [list.scrollTop, list.clientHeight];
  if (offsetTop < top || offsetTop + offsetHeight > top + height) {
    list.scrollTop = offsetTop - height / 3;
  }
}

function followKeys(list: HTMLElement, buttons: () => readonly HTMLButtonElement[]): void {
  list.onkeydown = (event) => {
    const all = buttons();
    const at = all.findIndex((one) => one.contains(event.target as Node));
    const places: Record<string, number> = {
      ArrowRight: at + 1,
      ArrowDown: at + 1,
      ArrowLeft: at - 1,
      ArrowUp: at - 1,
      Home: 0,
      End: all.length - 1,
    };
    const to = all[places[event.key] ?? -1];
    if (to && at >= 0) {
      event.preventDefault();
      (all[at] as HTMLElement).tabIndex = -1;
      to.tabIndex = 0;
      to.focus();
    }
  };
}

// How near the conversation is to the end of its model's context, in a quiet line before anything is sent,
// and what is to be left out of it.
import { button, h, set } from "../lib/dom";
import type { ChatRoom } from "../protocol";
import * as said from "./strings";

/** Of the context: from here on it is told. */
const NEAR = 0.8;
/** Tokens that a message takes beside its words, about. */
const WRAPPING = 4;

type Level = "" | "near" | "answer" | "full";

export interface RoomLine {
  node: HTMLElement;
  /** Take what the kernel tells: nothing where it knows no limit, or nothing is to be left out. */
  show(room: ChatRoom | null, leftOut: number | null): void;
  /** The text of the box has changed. */
  refresh(): void;
}

/** `draft` is the text of the box; `say` hears what gets worse, `leave` whether the oldest are to be left out. */
export function roomLine(
  draft: () => string,
  say: (text: string) => void,
  leave: (on: boolean) => void,
): RoomLine {
  const text = h("span", "");
  const act = button(said.leave, () => leave(left === null));
  const node = h("div", { class: "hfw-room", hidden: true }, text, " ", act);
  let room: ChatRoom | null = null;
  let left: number | null = null;
  // What comes with an answer is read when somebody writes: the answer's end would drown it.
  let heard: Level = "";
  const draw = () => {
    const [level, told] = room ? judged(room, draft()) : (["", ""] as const);
    const leaves = left !== null;
    node.hidden = !level && !leaves;
    node.dataset.level = level;
    text.textContent = left === null ? told : said.leaves(left, !!level);
    set(act, { "aria-pressed": leaves });
    return level;
  };
  return {
    node,
    show(next, leftOut) {
      [room, left] = [next, leftOut];
      draw();
    },
    refresh() {
      const level = draw();
      if (!room || !draft().trim()) {
        return;
      }
      if (level && level !== heard) {
        say(text.textContent ?? "");
      }
      heard = level;
    },
  };
}

const tokensOf = (text: string, { per_token }: ChatRoom) =>
  text.trim() ? Math.round(text.length / per_token) + WRAPPING : 0;

function judged(room: ChatRoom, draft: string): [Level, string] {
  const sent = room.used + tokensOf(draft, room);
  const level = levelOf(sent, room);
  return [level, level && said.roomIs[level](sent, room)];
}

function levelOf(sent: number, { limit, answer }: ChatRoom): Level {
  if (sent >= limit) {
    return "full";
  }
  if (sent + answer > limit) {
    return "answer";
  }
  return sent + answer > NEAR * limit ? "near" : "";
}

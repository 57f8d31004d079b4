// The messages of a conversation, oldest first. All are there, so that the host's search finds them;
// what a message needs beyond its words is made when it comes into view.
import type { Context, Renderer } from "../kit";
import { button, h } from "../lib/dom";
import { downloadText } from "../lib/save";
import * as strings from "../lib/strings";
import { atEnd } from "../lib/traits";
import { inTurns } from "../lib/turns";
import { wordCount } from "../lib/words";
import type { Beside, ChatMessage } from "../protocol";
import type { Message } from "../talk/model";
import { follower } from "./follow";
import { type Doings, type MessagePart, messagePart } from "./message";
import * as said from "./strings";

/** How far from the view messages are drawn, in CSS pixels. */
const NEAR = "600px";
/** So many letters of the end are seen at first, and about what a message takes beside its own. */
const [SEEN, MORE] = [1500, 200];

export interface Log extends Renderer {
  /** Take what the kernel tells of the path: it is this from a message on. */
  change(from: number, messages: readonly ChatMessage[]): void;
  /** So many of the oldest are not sent any more. */
  leave(count: number): void;
  /** The version of the path that is shown; what comes beside a message tells it. */
  version: number;
  /** Whether the last message has no answer. */
  isOpen(): boolean;
}

/** `told` hears what is told of the whole conversation. */
export function log(context: Context, doings: Doings, told: (beside: Beside) => void): Log {
  const empty = h("p", "dim", said.empty);
  const list = h("div", "list", empty);
  const page = h(
    "div",
    {
      class: "hfw-page hfw-log",
      role: "log",
      "aria-live": "off",
      "aria-label": said.log,
      tabIndex: 0,
    },
    list,
  );
  const { below, follow } = follower(page, list, context.signal);
  const { parts, change, busy } = path(context, page, list, doings);
  const beside = (message: Beside) => {
    self.version = message.version ?? self.version;
    told(message);
  };
  const who = ({ role }: ChatMessage) => said.roles[role] ?? role;
  const self: Log = {
    node: h("div", "output", page, below),
    actions: [],
    more: [button(strings.download, () => downloadText(self.markdown(), "conversation.md"))],
    noun: said.noun,
    version: 0,
    busy,
    leave(count) {
      for (const [at, part] of parts.entries()) {
        part.leave(at < count);
      }
    },
    isOpen: () => /^(user|tool)$/.test(parts.at(-1)?.message().role ?? ""),
    change(from, messages) {
      change(from, messages);
      empty.hidden = !!parts.length;
      follow();
    },
    begin({ message, at, ...rest }) {
      if (message) {
        self.change(at ?? parts.length, [message]);
        follow(true);
      }
      beside(rest as Beside);
    },
    add({ text = "", reasoning = "", moved = false }) {
      parts.at(-1)?.grow(text, reasoning, moved);
      follow();
      return text;
    },
    whole(message: Message<"snapshot">) {
      self.change(0, message.messages ?? []);
      beside(message);
      follow(true);
    },
    end({ message, ...rest }) {
      if (message) {
        parts.find((part) => part.message().id === message.id)?.show(message);
      }
      beside(rest as Beside);
      follow();
    },
    text: () => parts.map((one) => `${who(one.message())}: ${one.text()}`).join("\n\n"),
    markdown: () => parts.map((one) => `## ${who(one.message())}\n\n${one.text()}`).join("\n\n"),
    summary: () => strings.words(wordCount(parts.at(-1)?.text() ?? "")),
  };
  return self;
}

/** So many messages of a conversation are put into the page in a frame, its last ones first. */
const AT_ONCE = 30;

/** The parts of the messages, in step with the path of the kernel. */
function path(context: Context, page: HTMLElement, list: HTMLElement, doings: Doings) {
  const { signal } = context;
  const parts: MessagePart[] = [];
  const seen = sights(page, signal);
  const reach = walking(page, parts);
  const fill = inTurns(signal, 0, 1);
  let active = false;
  const arrange = placing(list, parts, signal);
  const make = (message: ChatMessage) => {
    const part = messagePart(context, message, doings);
    part.busy(active);
    seen.watch(part);
    return part;
  };
  const drop = (some: readonly MessagePart[]) => {
    for (const part of some) {
      seen.leave(part);
      part.destroy();
    }
  };
  atEnd(signal, () => drop(parts.splice(0)));
  return {
    parts,
    busy(on: boolean) {
      active = on;
      for (const part of parts) {
        part.busy(on);
      }
    },
    change(from: number, messages: readonly ChatMessage[]) {
      const old = parts.splice(from);
      const focused = old.some(({ node }) => node.contains(focusIn(page)));
      const next = messages.map((message) => {
        const at = old.findIndex((one) => one.message().id === message.id);
        const [kept] = at < 0 ? [] : old.splice(at, 1);
        kept?.show(message);
        return kept ?? make(message);
      });
      drop(old);
      parts.push(...next);
      arrange(from);
      reach(focused ? from : undefined);
      atTheEnd(parts, seen.draw);
      // Calls have words, too, which the host's search is to find.
      fill(
        parts.filter((part) => holdsMore(part.message())),
        (some) => some.map((part) => part.make()),
      );
    },
  };
}

/**
 * Puts messages into the page, after a change from one of them on: of many the last at once, and the
 * earlier ones with the next frames. Styles and layout of all at once would take too long.
 */
function placing(list: HTMLElement, parts: readonly MessagePart[], signal: AbortSignal) {
  /** The first that is in the page. */
  let first = 0;
  let frame = 0;
  const put = (from: number, upto = parts.length) => {
    let before = (from > first && parts[from - 1]?.node) || list.firstElementChild;
    for (const { node } of parts.slice(from, upto)) {
      // What is moved loses the focus, also where it stays in its place.
      if (before?.nextElementSibling !== node) {
        before?.after(node);
      }
      before = node;
    }
    if (first) {
      // The next frame has these to draw, and no others.
      frame ||= requestAnimationFrame(() => {
        frame = requestAnimationFrame(earlier);
      });
    }
  };
  const earlier = () => {
    frame = 0;
    const upto = first;
    first = Math.max(0, upto - AT_ONCE);
    put(first, upto);
  };
  atEnd(signal, () => cancelAnimationFrame(frame));
  return (from: number) => {
    if (from > first) {
      put(from);
      return;
    }
    const there = parts.findIndex(({ node }) => node.parentNode === list);
    const late = Math.max(0, parts.length - AT_ONCE);
    first = there < 0 ? late : Math.min(there, late);
    put(first);
  };
}

const holdsMore = ({ calls, tool_calls }: ChatMessage) => !!(calls ?? tool_calls);

/** A conversation is seen from its end: what stands there waits for no frame. */
function atTheEnd(parts: readonly MessagePart[], draw: (part: MessagePart) => void): void {
  let room = SEEN;
  for (let at = parts.length - 1; at >= 0 && room > 0; at--) {
    const part = parts[at] as MessagePart;
    draw(part);
    room -= part.text().length + MORE;
  }
}

/** What has the focus, also where the host puts widgets into a shadow tree. */
const focusIn = (node: HTMLElement) => (node.getRootNode() as Document).activeElement;

/** Draws the messages that come near the view. */
function sights(page: HTMLElement, signal: AbortSignal) {
  const waiting = new Map<Element, MessagePart>();
  const draw = ({ node }: MessagePart) => {
    waiting.get(node)?.draw();
    waiting.delete(node);
    near?.unobserve(node);
  };
  const near = globalThis.IntersectionObserver
    ? new IntersectionObserver(
        (entries) => {
          for (const { target, isIntersecting } of entries) {
            const part = isIntersecting && waiting.get(target);
            if (part) {
              draw(part);
            }
          }
        },
        { root: page, rootMargin: `${NEAR} 0px` },
      )
    : null;
  atEnd(signal, () => near?.disconnect());
  return {
    draw,
    watch(part: MessagePart) {
      if (near) {
        waiting.set(part.node, part);
        near.observe(part.node);
      } else {
        part.draw();
      }
    },
    leave({ node }: MessagePart) {
      waiting.delete(node);
      near?.unobserve(node);
    },
  };
}

/** One stop for Tab: arrows lead from message to message; only the current one's buttons are stops. */
function walking(page: HTMLElement, parts: readonly MessagePart[]) {
  let current: MessagePart | undefined;
  const reach = (part: MessagePart | undefined) => {
    current?.reach(false);
    current = part;
    current?.reach(true);
  };
  page.addEventListener("focusin", ({ target }) => {
    const part = parts.find(({ node }) => node.contains(target as Node));
    if (part && part !== current) {
      reach(part);
    }
  });
  page.addEventListener("keydown", (event) => {
    const at = parts.findIndex(({ node }) => node === event.target);
    const from = event.target === page ? parts.length : at;
    const last = parts.length - 1;
    const to = { ArrowUp: from - 1, ArrowDown: from + 1, Home: 0, End: last }[event.key];
    const next = to === undefined || from < 0 ? undefined : parts[to];
    if (next) {
      event.preventDefault();
      next.node.focus();
    }
  });
  /** After a change: the last message is the current one, or the one in whose place the focus was. */
  return (from?: number) => {
    if (from !== undefined && !page.contains(focusIn(page))) {
      (parts[from] ?? parts.at(-1))?.node.focus();
    }
    if (from === undefined || !current || !parts.includes(current)) {
      reach(parts.at(-1));
    }
  };
}

// Scrolling with a conversation, as long as its reader is at the end.
import { button } from "../lib/dom";
import * as strings from "../lib/strings";
import { atEnd } from "../lib/traits";

/** Nearer to the end than this (CSS pixels), the reader is at it. */
const NEAR = 12;

export interface Follower {
  /** Leads to the end. */
  below: HTMLElement;
  /** Something has come: go there, also from elsewhere where `toEnd` says so. */
  follow(toEnd?: boolean): void;
}

export function follower(page: HTMLElement, list: HTMLElement, signal: AbortSignal): Follower {
  let [stuck, top, frame] = [true, 0, 0];
  // Once a frame: asking for the height lays the whole list out.
  const settle = () => {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      if (stuck) {
        page.scrollTop = page.scrollHeight;
      }
    });
  };
  const follow = (toEnd = false) => {
    stuck ||= toEnd;
    below.hidden = stuck;
    settle();
  };
  // It goes away with the press: the focus goes to the conversation.
  const lead = () => {
    page.focus({ preventScroll: true });
    follow(true);
  };
  const below = button(strings.newText, lead, { class: "hfw-below", hidden: true });
  // Messages may have come since the scroll that this tells of: only a move up is the reader's.
  page.onscroll = () => {
    const { scrollTop, scrollHeight, clientHeight } = page;
    stuck = scrollHeight - scrollTop - clientHeight < NEAR || (stuck && scrollTop >= top);
    top = scrollTop;
    below.hidden ||= stuck;
  };
  // Messages are drawn as they come into view, and are as high as they turn out to be.
  const sized = globalThis.ResizeObserver ? new ResizeObserver(settle) : null;
  sized?.observe(list);
  sized?.observe(page);
  atEnd(signal, () => {
    sized?.disconnect();
    cancelAnimationFrame(frame);
  });
  return { below, follow };
}

// Scrolling with a text that grows, as long as the reader is at its end.

import { button } from "../lib/dom";
import * as strings from "../lib/strings";

/** Returns the button that leads to the end, and what to call when the text has grown. */
export function follower(page: HTMLElement) {
  let stuck = true;
  let top = 0;
  let awaited = false;
  // Once a frame: asking for the height lays the whole text out.
  const follow = (toEnd?: unknown) => {
    stuck ||= !!toEnd;
    if (!awaited) {
      awaited = true;
      requestAnimationFrame(() => {
        awaited = false;
        // Written alike it would have the styles looked at again, for each text of a frame.
        if (below.hidden !== stuck) {
          below.hidden = stuck;
        }
        if (stuck) {
          page.scrollTop = page.scrollHeight;
        }
      });
    }
  };
  // It goes away with the press: the focus goes to the text.
  const lead = () => {
    page.focus({ preventScroll: true });
    follow(true);
  };
  const below = button(strings.newText, lead, { class: "hfw-below", hidden: true });
  // Text may have come since the scroll that this tells of: only a move up is the reader's.
  page.onscroll = () => {
    const { scrollTop, scrollHeight, clientHeight } = page;
    stuck = scrollHeight - scrollTop - clientHeight < 12 || (stuck && scrollTop >= top);
    top = scrollTop;
    below.hidden ||= stuck;
  };
  return [below, follow] as const;
}

// A message on a page, given at once or as it streams.
import { vi } from "vitest";
import { type Actions, type Prose, prose } from "../../src/chat/prose";

/** Frames come when a test says so; it returns whether one was asked for. */
export function ownFrames(): () => boolean {
  let asked: FrameRequestCallback[] = [];
  vi.stubGlobal("requestAnimationFrame", (callback: FrameRequestCallback) => asked.push(callback));
  return () => {
    const due = asked;
    asked = [];
    for (const callback of due) {
      callback(performance.now());
    }
    return due.length > 0;
  };
}

/** Let frames pass until nothing asks for another. */
export function drawn(frame: () => boolean): void {
  while (frame()) {
    // Each does a part of the work.
  }
}

export function said(text: string, frame: () => boolean, actions: Actions = {}): Prose {
  const one = prose(actions);
  document.body.append(one.node);
  one.set(text, true);
  drawn(frame);
  return one;
}

/** The same text in pieces, a frame after each. */
export function streamed(
  pieces: readonly string[],
  frame: () => boolean,
  actions: Actions = {},
): Prose {
  const one = prose(actions);
  document.body.append(one.node);
  let text = "";
  for (const piece of pieces) {
    text += piece;
    one.set(text, false);
    frame();
  }
  one.set(text, true);
  drawn(frame);
  return one;
}

/** The markup that is there, without what only names or places it. */
export const markup = ({ node }: Prose): string =>
  (node.firstElementChild as HTMLElement).innerHTML.replace(
    / (?:class|dir|tabindex|role|aria-label|title|target|rel|scope|type)="[^"]*"/g,
    "",
  );

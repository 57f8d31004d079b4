// A lane's answer as it grows, with the thoughts before it and the run that is pinned.
import { h } from "../lib/dom";
import type { Parts, Pinned } from "../protocol";
import { follower } from "../renderers/text_follow";
import { read, write } from "../renderers/text_nodes";
import * as words from "./strings";

/** Letters of a part of the text: as many lanes grow with each frame as there are. */
const SHORT = 400;

export function laneText(_signal: AbortSignal) {
  const hint = h("div", "dim", words.hint);
  const body = h("div", "answer");
  const thoughts = h("div", "answer");
  const folded = h(
    "details",
    { class: "hfw-thoughts" },
    h("summary", "", words.thoughts),
    thoughts,
  );
  const paper = { class: "hfw-page", dir: "auto", tabIndex: 0, role: "group" };
  const page = h("div", paper, hint, folded, body);
  const [below, follow] = follower(page);
  const line = h("span", { dir: "auto" });
  const kept = h("div", { ...paper, class: "hfw-page hfw-kept", "aria-label": words.pinned });
  const pinned = h(
    "details",
    { class: "hfw-pinned", open: true },
    h("summary", "", `${words.pinned}: `, line),
    kept,
  );
  const show = () => {
    hint.hidden = !!(body.firstChild || thoughts.firstChild);
    folded.hidden = !thoughts.firstChild;
  };
  pinned.hidden = true;
  show();
  return {
    node: h("div", "output", page, below, pinned),
    page,
    text: () => read(body),
    /** Append what came, or begin anew with it. */
    write(parts: Parts, reasoning: string, anew = false) {
      if (anew) {
        body.replaceChildren();
        thoughts.replaceChildren();
      }
      write(body, parts, SHORT);
      write(thoughts, [reasoning], SHORT);
      show();
      follow(anew);
    },
    /** All that had come as the answer was thoughts. */
    moved() {
      thoughts.append(...body.childNodes);
    },
    /** A run that failed before anything came leaves no empty box. */
    failed(on: boolean) {
      page.hidden = on && !body.firstChild && !thoughts.firstChild;
    },
    pin(run: Pinned | null | undefined) {
      pinned.hidden = !run;
      line.textContent = run?.line ?? "";
      kept.textContent = run?.text ?? "";
      kept.hidden = !run?.text;
    },
  };
}

// What can be done with all lanes together, and what is said of them.

import type { Context } from "../kit";
import { button, type Disclosure, h, set } from "../lib/dom";
import { encode } from "../lib/escapes";
import { going } from "../lib/traits";
import type { Runner } from "../parts/runner";
import type { LanesCall, LanesNews, LanesTraits } from "../protocol";
import type { Line } from "../talk/line";
import type { LaneView } from "./lane";
import * as words from "./strings";

type Lanes = () => readonly LaneView[];
type Talk = Line<LanesCall, LanesNews>;

/** Says each failure, and once how all have ended; then `over` is called. */
export function endings(context: Context, lanes: Lanes, over: () => void) {
  let ran = false;
  return () => {
    const states = lanes().map((one) => one.status());
    const runs = states.some((one) => RUNS.includes(one));
    if (runs || going(context.model)) {
      ran = true;
      return;
    }
    if (ran) {
      ran = false;
      const count = (name: string) => states.filter((one) => one === name).length;
      context.say(words.over(count("done"), count("error"), count("stopped")));
      over();
    }
  };
}

/** Keeps the answers beside those of the next run, or lets them go. */
export function pinButton(talk: Talk, lanes: Lanes, tell: (text: string) => void) {
  const on = () => lanes().some((one) => one.isPinned());
  const node = button(
    words.pin,
    () => talk.call({ kind: "pin", on: !on() }, (error) => tell(error ?? "")),
    { title: words.pinHelp },
  );
  const draw = () => {
    const label = on() ? words.unpin : words.pin;
    if (node.textContent !== label) {
      node.textContent = label;
    }
  };
  return { node, on, draw };
}

/** A switch with which all answers scroll as one of them does. */
export function scrollTogether(lanes: Lanes, signal: AbortSignal): HTMLElement {
  const node = button(
    words.together,
    () => set(node, { "aria-pressed": node.getAttribute("aria-pressed") !== "true" }),
    { "aria-pressed": false },
  );
  let led: EventTarget | null = null;
  const share = ({ scrollTop, scrollHeight, clientHeight }: HTMLElement) =>
    scrollTop / Math.max(1, scrollHeight - clientHeight);
  document.addEventListener(
    "scroll",
    ({ target }) => {
      const moved = lanes().find(({ page }) => page === target)?.page;
      if (!moved || (led && led !== target) || node.getAttribute("aria-pressed") !== "true") {
        return;
      }
      led = target;
      for (const { page } of lanes()) {
        if (page !== moved) {
          page.scrollTop = share(moved) * (page.scrollHeight - page.clientHeight);
        }
      }
      setTimeout(() => {
        led = null;
      }, 100);
    },
    { signal, capture: true, passive: true },
  );
  return node;
}

/** What was said before the prompt. */
export function conversation(said: LanesTraits["before"]): HTMLElement {
  const lines = said.map(({ role, text }) =>
    h("div", { dir: "auto" }, h("b", "dim", `${encode(role)}: `), text),
  );
  return h("details", "", h("summary", "", words.before(said.length)), ...lines);
}

const RUNS = ["running", "loading"];

/** Esc stops the lane that has the focus, else all, or closes; Ctrl+Enter runs all. */
export function followKeys(
  root: HTMLElement,
  run: Runner,
  lanes: Lanes,
  panels: Pick<Disclosure, "panel" | "open" | "button">[],
): void {
  const leave = (target: Node) => {
    const at = lanes().find(({ node }) => node.contains(target));
    const open = panels.find(({ panel }) => !panel.hidden);
    if (at && RUNS.includes(at.status())) {
      at.stop();
    } else if (run.active()) {
      run.stop();
    } else if (open) {
      open.open(false);
      open.button.focus();
    }
  };
  root.onkeydown = (event) => {
    event.stopPropagation();
    if (event.key === "Escape" && !event.isComposing) {
      leave(event.target as Node);
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      run.run();
    }
  };
}

// What stands around every widget of a run: its root with theme, keys and voice, its line to the kernel,
// and its end. What is in it, its bundle says.

import type { Context, Kit } from "../kit";
import { type Announcer, announcer } from "../lib/announcer";
import { clock } from "../lib/clock";
import { type Disclosure, h } from "../lib/dom";
import { ownKeys } from "../lib/own_keys";
import * as strings from "../lib/strings";
import { followTheme } from "../lib/theme";
import { later, type Take } from "../talk/later";
import type { Model } from "../talk/model";
import { inMarimo } from "../talk/rerun";
import { session } from "../talk/session";
import { still } from "../talk/still";
import type { Listener } from "../talk/stream";

export interface Host {
  model: Model;
  el: HTMLElement;
  host?: unknown;
  later?: Take;
}

/** What a frame needs of what is in it. */
export interface Content {
  /** Panels that open and close: Esc closes the last one that is open. */
  panels: Disclosure[];
  /** Whether a run goes on, which Esc then stops. */
  active(): boolean;
  stop(): void;
  /** Ctrl+Enter. */
  run(): void;
  /** The kernel has lost the widget. */
  lost(): void;
  /** Say something beside the run's button. */
  tell(text: string): void;
  /** What is done with what the kernel says of a run. */
  listener: Listener;
}

/** Show a widget; `fill` puts its parts into the context's root. */
export function frame(
  kit: Kit,
  { model, el, host, later: take }: Host,
  fill: (context: Context, voice: Announcer) => Content,
): () => void {
  const life = new AbortController();
  const { signal } = life;
  const voice = announcer(model, signal);
  const root = h("div", {
    class: inMarimo(model) ? "hfw hfw-marimo" : "hfw",
    role: "group",
    "aria-label": model.get("form").title,
  });
  ownKeys(root, signal);
  const line = { model, signal, view: `hfw${Math.random().toString(36).slice(2)}` };
  const talk = session(line);
  const context: Context = {
    ...line,
    root,
    host,
    kit,
    talk,
    later: later({ model, ask: talk.ask, signal }, take),
    say: voice.say,
    ahead: 0,
    every: clock(signal),
  };
  const content = fill(context, voice);
  followKeys(root, content);
  followTheme(root, signal);
  root.append(voice.node);
  el.append(root);
  // Whatever is done then: an edit or a look has no answer to fail by itself.
  talk.fate((now) =>
    now === "lost" ? content.lost() : now === "silent" && content.tell(strings.unanswered),
  );
  still(model, root, signal);
  talk.open(content.listener);
  return () => {
    life.abort();
    // Hosts keep the place of a closed widget: nothing else of it should stay.
    root.remove();
  };
}

/** Esc stops or closes; Ctrl+Enter runs; nothing reaches the notebook. */
function followKeys(root: HTMLElement, { panels, active, stop, run }: Content): void {
  const leave = () => {
    const open = panels.findLast(({ panel }) => !panel.hidden);
    if (active()) {
      stop();
    } else if (open) {
      open.open(false);
      open.button.focus();
    }
  };
  root.onkeydown = (event) => {
    event.stopPropagation();
    if (event.key === "Escape" && !event.isComposing) {
      leave();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      run();
    }
  };
}

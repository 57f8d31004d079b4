// Models that are watched until they are ready: each with its history, and a word when it is.
import { now } from "../lib/clock";
import { button, h, hasFocus } from "../lib/dom";
import { encode } from "../lib/escapes";
import { keepFocus } from "../lib/focus";
import { stateWord } from "../lib/status";
import { watch } from "../lib/traits";
import { seconds } from "../lib/words";
import type { Watched } from "../protocol";
import type { Scene } from "./scene";
import { asContext } from "./scene";
import type { Store } from "./store";
import * as strings from "./strings";

/** `go` shows a row. */
export function watching(scene: Scene, store: Store, go: (row: number) => void): HTMLElement {
  const { model, talk } = scene;
  const node = h("div", { class: "hfw-watching", tabIndex: -1 });
  const told = new Set<string>();
  const end = (row: number) => talk.call({ kind: "watch", row, on: false }, strings.watch);

  const card = (row: number, watched: Watched) => {
    const name = encode(store.find(row)?.id ?? "");
    const time = h("span", "dim");
    scene.every(() => {
      time.textContent = strings.watchedFor(
        seconds(Math.max(0, Math.floor(now(asContext(scene)) - watched.since))),
        watched.estimate ? seconds(Math.ceil(watched.estimate)) : "",
      );
      return watched.on && !watched.ready && time.isConnected;
    });
    const steps = watched.history.map(([at, state]) =>
      h("li", { "data-state": state }, h("span", "dim", clockTime(at)), ` ${stateWord(state)}`),
    );
    return h(
      "div",
      { class: `hfw-note${watched.ready ? " hfw-good" : ""}` },
      h(
        "div",
        "bar",
        h("b", "", watched.ready ? strings.ready(name) : strings.watching(name)),
        ...(watched.ready ? [] : [time]),
        h(
          "div",
          "buttons",
          button(strings.show, () => go(row)),
          button(watched.ready ? strings.dismiss : strings.stop, () => end(row)),
        ),
      ),
      h("ol", "history", ...steps),
    );
  };
  watch(asContext(scene), "watched", () => {
    const all = Object.entries(model.get("watched")).filter(([, { on, ready }]) => on || ready);
    // The cards are made anew: the focus stays where it was among them, or goes to their place.
    const buttons = () => [...node.querySelectorAll("button")];
    const at = buttons().findIndex(hasFocus);
    const cards = all.map(([row, watched]) => card(Number(row), watched));
    const place = () => buttons()[at] ?? buttons().at(-1) ?? node;
    keepFocus(node, () => node.replaceChildren(...cards), place);
    for (const [row, { ready, since }] of all) {
      const key = `${row} ${since}`;
      if (ready && !told.has(key)) {
        told.add(key);
        scene.say(strings.ready(store.find(Number(row))?.id ?? ""));
      }
    }
  });
  return node;
}

const clockTime = (at: number) => new Date(at * 1000).toLocaleTimeString();

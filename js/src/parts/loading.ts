// The card that says why nothing comes yet (a model that loads, a provider's job): estimate, time so
// far, attempt, and a way out.

import type { Context } from "../kit";
import { now } from "../lib/clock";
import { button, h, set } from "../lib/dom";
import * as strings from "../lib/strings";
import { watch } from "../lib/traits";
import { seconds } from "../lib/words";
import type { Waiting } from "../protocol";

/** Seconds between two things that a screen reader is told: a place in a queue may change fast. */
const PAUSE = 5;

export function loading(context: Context, cancel: (event: MouseEvent) => void): HTMLElement {
  const { model } = context;
  const estimate = h("span", "");
  const title = h("b", "");
  const progress = h("div", { class: "hfw-progress", role: "progressbar" });
  const times = h("span", "dim");
  const node = h(
    "div",
    "card hfw-loading",
    h("div", "bar", title, estimate),
    progress,
    h("div", "bar", times, button(strings.cancel, cancel)),
  );

  let told = "";
  let sayAt = 0;
  const tell = (said: string, time: number) => {
    if (said !== told && (!told || time >= sayAt)) {
      told = said;
      sayAt = time + PAUSE;
      context.say(`${said}, ${estimate.textContent}`);
    }
  };
  const draw = ({ title: said, since, estimate: total, next, attempt }: Waiting) => {
    const time = now(context);
    const over = Math.max(0, time - since);
    const left = total === null ? null : Math.ceil(total - over);
    const part = left !== null && left > 0 ? Math.round((100 * over) / (over + left)) : null;
    const rest = Math.max(0, Math.ceil(next - time)) || null;
    title.textContent = said;
    estimate.textContent = strings.wait(left, seconds(left));
    times.textContent = strings.soFar(seconds(Math.floor(over)), attempt, seconds(rest));
    set(progress, {
      "aria-label": said,
      "aria-valuenow": part,
      "aria-valuetext": estimate.textContent,
    });
    progress.style.setProperty("--hfw-done", part === null ? null : `${part}%`);
    tell(said, time);
  };
  const beat = () => {
    const waiting = model.get("waiting");
    if (waiting) {
      draw(waiting);
    }
    return !!waiting;
  };
  watch(context, "waiting", () => {
    const first = node.hidden;
    node.hidden = !model.get("waiting");
    if (first && !node.hidden) {
      told = "";
      context.every(beat);
    }
  });
  return node;
}

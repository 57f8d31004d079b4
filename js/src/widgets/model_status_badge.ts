// The status of one model, small enough to stand in a line, with a button that asks again.

import type { Model } from "../explorer/scene";
import { showStatus } from "../explorer/status";
import * as strings from "../explorer/strings";
import { talk } from "../explorer/talk";
import { button, h, set } from "../lib/dom";
import { encode } from "../lib/escapes";
import { stateWord } from "../lib/status";
import { followTheme } from "../lib/theme";
import { atEnd } from "../lib/traits";
import type { BadgeTraits } from "../protocol";
import { still } from "../talk/still";

/** Ages are looked at again after so long (ms). */
const LOOK = 5000;

/** The explorer's messages, and traits of its own. */
type BadgeModel = Omit<Model, "get"> & {
  get<Name extends keyof BadgeTraits>(name: Name): BadgeTraits[Name];
};

function render({ model, el }: { model: BadgeModel; el: HTMLElement }): () => void {
  const life = new AbortController();
  const { signal } = life;
  const voice = h("span", { class: "hfw-hidden", role: "status" });
  const say = (text: string) => {
    voice.textContent = text;
  };
  const line = talk(model as unknown as Model, `hfw${Math.random()}`, signal, say);
  const status = h("span", "status");
  const name = h("span", { class: "hfw-dim", dir: "auto" });
  const reason = h("span", "reason hfw-dim");
  const again = button("↻", () => line.call({ kind: "check" }, strings.verify), {
    title: strings.verify,
    "aria-label": strings.verify,
  });
  const root = h(
    "div",
    {
      class: "hfw hfw-one",
      role: "group",
      "data-lm-suppress-shortcuts": true,
      onkeydown: (event: Event) => event.stopPropagation(),
    },
    status,
    name,
    reason,
    again,
    line.note,
    voice,
  );
  let said = "";
  const draw = () => {
    const [state, checked] = [model.get("state"), model.get("checked")];
    const [compute_type, why] = [model.get("compute_type"), model.get("reason")];
    const found = checked === null ? undefined : { state, compute_type, checked, reason: why };
    showStatus(status, state, found, 0);
    set(status, { "aria-busy": model.get("checking") });
    name.textContent = encode(model.get("model"));
    set(root, { "aria-label": model.get("model") });
    reason.textContent = why ?? "";
    if (checked !== null && state !== said) {
      said = state;
      say(`${model.get("model")}: ${stateWord(state)}`);
    }
  };
  const names = ["model", "state", "compute_type", "checked", "reason", "checking"];
  for (const one of names) {
    model.on(`change:${one}`, draw);
  }
  const timer = setInterval(() => document.hidden || draw(), LOOK);
  atEnd(signal, () => {
    clearInterval(timer);
    for (const one of names) {
      model.off(`change:${one}`, draw);
    }
  });
  draw();
  followTheme(root, signal);
  el.append(root);
  still(model, root, signal);
  line.open(() => {});
  return () => {
    life.abort();
    root.remove();
  };
}

export default { render };

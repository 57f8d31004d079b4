// A model id or the URL of an endpoint, on one line; beside it the list of models to choose from
// and the status of the one that is there.

import type { Context, MakeEditor } from "../kit";
import { button, h, line, set } from "../lib/dom";
import { encode } from "../lib/escapes";
import { hanging } from "../lib/popup";
import { drawStatus } from "../lib/status";
import * as strings from "../lib/strings";
import { providerChoice } from "./provider";

export const modelEditor: MakeEditor = (field, edited, context) => {
  const opens = { "aria-controls": `${context.view}-models`, "aria-expanded": false };
  const input = line({
    class: "hfw-input hfw-model",
    role: "combobox",
    "aria-autocomplete": "list",
    ...opens,
    placeholder: field.default ?? strings.modelHint,
    oninput: () => {
      const typed = input.value.trim();
      // An address is in no list.
      show(!typed.includes("://") && (!panel.hidden || !!typed));
      changed();
      ask(typed);
    },
  });
  const opener = button("", () => open(!!panel.hidden), {
    class: "hfw-button hfw-choose",
    title: strings.choose,
    "aria-label": strings.choose,
    ...opens,
  });
  const [check, look, forget] = statusCheck(context, input);
  const changed = () => {
    forget();
    edited();
  };
  const show = (on: boolean) => {
    if (panel.hidden === on) {
      hang(on);
    }
    for (const one of [input, opener]) {
      set(one, { "aria-expanded": on });
    }
  };
  const open = (on: boolean) => {
    show(on);
    go(-1);
    ask("");
    if (on) {
      input.focus();
      input.select();
    }
  };
  const [panel, go, ask] = modelOffer(context, input, open, (name) => {
    input.value = name;
    open(false);
    changed();
    input.dispatchEvent(new Event("change"));
    look();
  });
  const box = h("span", "box", input, opener);
  const hang = hanging(box, panel, () => open(false));
  return {
    node: h(
      "span",
      "picker",
      box,
      check,
      panel,
      ...providerChoice(context, () => input.value.trim()),
    ),
    input,
    value: () => input.value.trim() || null,
    set(value) {
      const next = (value as string | null) ?? "";
      if (next !== input.value) {
        input.value = next;
        forget();
      }
    },
    fault: () => "",
  };
};

/** The status of the model in the box, which is the button that asks for it. */
function statusCheck({ talk }: Context, input: HTMLInputElement) {
  const status = h("span", "status");
  const look = () => {
    const model = input.value.trim();
    set(node, { "aria-busy": true });
    talk.call({ kind: "model-status", model }, (error, reply) => {
      if (model === input.value.trim()) {
        const found = error === null && reply ? reply : { state: "unknown", reason: error };
        set(node, { "aria-busy": null });
        drawStatus(status, found.state, reply?.compute_type ?? "", found.reason ?? "");
      }
    });
  };
  const node = button("", look, { class: "hfw-button hfw-check", hidden: true });
  node.append(status);
  /** The status that is shown belongs to another model. */
  const forget = () => {
    set(node, { "aria-busy": null });
    drawStatus(status, "");
    status.children[0]?.replaceChildren(strings.checkStatus);
    node.hidden = !input.value.trim() || input.value.includes("://");
  };
  return [node, look, forget] as const;
}

/** The list of models to choose from, below the box, which keeps the focus. */
function modelOffer(
  { view, talk }: Context,
  input: HTMLInputElement,
  open: (on: boolean) => void,
  picked: (name: string) => void,
) {
  const id = `${view}-models`;
  let query = "";
  let shown: string[] = [];
  let active = -1;
  const list = h("div", { class: "hfw-models", role: "listbox", id, "aria-label": strings.models });
  const note = h("div", { class: "hfw-dim", role: "status" });
  const panel = h("div", { class: "hfw-offer", hidden: true }, list, note);
  const go = (to: number) => {
    active = shown.length ? Math.max(-1, Math.min(shown.length - 1, to)) : -1;
    [...list.children].forEach((option, at) => {
      option.ariaSelected = String(at === active);
    });
    set(input, { "aria-activedescendant": active < 0 ? null : `${id}-${active}` });
    list.children[active]?.scrollIntoView({ block: "nearest" });
  };
  const pick = (at: number) => picked(shown[at] as string);
  talk.on("models", ({ view: asked, query: about, rows, total, status: state, note: lack }) => {
    if (asked === view && about === query && !panel.hidden) {
      const before = shown[active];
      shown = rows.map(([name]) => name);
      list.replaceChildren(...rows.map((row, at) => option(row, `${id}-${at}`, () => pick(at))));
      note.textContent = strings.offered(rows.length, total, state === "listing", lack ?? "");
      go(before === undefined ? -1 : shown.indexOf(before));
    }
  });
  const keys: Record<string, () => void> = {
    ArrowDown: () => (panel.hidden ? open(true) : go(active + 1)),
    ArrowUp: () => go(active - 1),
    Enter: () => (active < 0 ? open(false) : pick(active)),
    Escape: () => open(false),
  };
  input.onkeydown = (event) => {
    const act = keys[event.key];
    const chord = event.ctrlKey || event.metaKey;
    if (event.key === "Tab" || (chord && event.key === "Enter")) {
      open(false);
    } else if (
      act &&
      !(chord || event.isComposing) &&
      (!panel.hidden || event.key === "ArrowDown")
    ) {
      event.preventDefault();
      event.stopPropagation();
      act();
    }
  };
  const ask = (about: string) => {
    query = about;
    if (!panel.hidden) {
      note.textContent ||= strings.offered(0, 0, true, "");
      talk.send({ kind: "models", view, query, offset: 0 });
    }
  };
  return [panel, go, ask] as const;
}

/** One model of the list, with its status. */
function option(
  [name, state, recommended]: [string, string, boolean?],
  id: string,
  picked: () => void,
): HTMLElement {
  const chip = h("span", "status");
  drawStatus(chip, state);
  const label = h("span", { class: "hfw-name", dir: "auto", title: name }, encode(name));
  const star = recommended ? [h("span", "dim", `★ ${strings.recommended}`)] : [];
  const node = h("div", { role: "option", id }, label, ...star, chip);
  // Not a click, which would come after the box has lost the focus.
  node.onmousedown = (event) => {
    event.preventDefault();
    picked();
  };
  return node;
}

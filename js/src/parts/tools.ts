// What can be done with an output: copy, keep, hand over to a variable; and how it is shown.

import type { Context, Renderer } from "../kit";
import { button, choice, type Disclosure, disclosure, h, line } from "../lib/dom";
import { type Popup, popup } from "../lib/popup";
import { copier } from "../lib/save";
import * as strings from "../lib/strings";
import { watch } from "../lib/traits";
import type { Announce } from "../protocol";

/** Assigns the result to a variable of the notebook; `done` hears what is wrong, or null. */
type Assign = (name: string, done: (error: string | null) => void) => void;

export interface Tools {
  copy: HTMLButtonElement;
  more: Popup;
}

export function tools(context: Context, output: Renderer, assign: Assign): Tools {
  const variable = variableForm(output.noun, assign);
  const more = h(
    "div",
    "menu",
    copier(context, strings.markdown, output.markdown),
    ...(output.more ?? []),
    announceLevel(context),
    variable.button,
    variable.panel,
  );
  return {
    copy: copier(context, strings.copy, output.text),
    more: popup(strings.more, more),
  };
}

function variableForm(noun: string, assign: Assign): Disclosure {
  const name = line({
    value: noun,
    "aria-label": strings.variableName,
    onkeydown: (event: KeyboardEvent) => {
      if (event.key === "Enter" && !(event.ctrlKey || event.metaKey)) {
        put();
      }
    },
  });
  const outcome = h("span", { role: "status" });
  const put = () =>
    assign(name.value.trim(), (error) => {
      outcome.textContent = error ?? strings.assigned(noun, name.value.trim());
      outcome.className = error ? "hfw-fault" : "hfw-dim";
    });
  const panel = h("div", "bar", name, button(strings.put, put), outcome);
  return disclosure(strings.toVariable, panel, () => {
    name.focus();
  });
}

function announceLevel(context: Context): HTMLElement {
  const { model, talk } = context;
  const select = choice(strings.announceLevels, () =>
    talk.send({ kind: "edit", values: {}, announce: select.value as Announce }),
  );
  watch(context, "announce", () => {
    select.value = model.get("announce");
  });
  return h("label", "dim", `${strings.announcements} `, select);
}

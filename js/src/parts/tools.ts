// What can be done with an output: copy, keep, hand over to a variable; and how it is shown.
import { button, choice, type Disclosure, disclosure, h, line, set } from "../lib/dom";
import { copier, downloadText } from "../lib/save";
import * as strings from "../lib/strings";
import { watch } from "../lib/traits";
import type { Context } from "../lib/types";

export interface Source {
  text(): string;
  markdown(): string;
  /** Assign the text to a variable of the notebook; `done` hears what is wrong, or null. */
  assign(name: string, done: (error: string | null) => void): void;
}

export interface Tools {
  copy: HTMLButtonElement;
  more: Disclosure;
  variable: Disclosure;
}

/** `root` gets the class that shows special tokens. */
export function tools(context: Context, root: HTMLElement, source: Source): Tools {
  const special = button(
    strings.specialTokens,
    () => set(special, { "aria-pressed": root.classList.toggle("hfw-shows-special") }),
    { "aria-pressed": false },
  );
  const variable = variableForm(source);
  const more = h(
    "div",
    "bar",
    copier(context, strings.markdown, source.markdown),
    button(strings.download, () => downloadText(source.text(), "text.txt")),
    variable.button,
    special,
    announceLevel(context),
  );
  return {
    copy: copier(context, strings.copy, source.text),
    more: disclosure(strings.more, more),
    variable,
  };
}

function variableForm(source: Source): Disclosure {
  const name = line({
    value: "text",
    "aria-label": strings.variableName,
    onkeydown: (event: KeyboardEvent) => {
      if (event.key === "Enter" && !(event.ctrlKey || event.metaKey)) {
        put();
      }
    },
  });
  const outcome = h("span", { role: "status" });
  const put = () =>
    source.assign(name.value.trim(), (error) => {
      outcome.textContent = error ?? strings.assigned(name.value.trim());
      outcome.className = error ? "hfw-fault" : "hfw-dim";
    });
  const panel = h("div", "bar", name, button(strings.put, put), outcome);
  return disclosure(strings.toVariable, panel, () => {
    name.focus();
  });
}

function announceLevel(context: Context): HTMLElement {
  const { model } = context;
  const select = choice(strings.announceLevels, () =>
    model.send({ kind: "edit", values: {}, announce: select.value }),
  );
  watch(context, "announce", () => {
    select.value = model.get("announce");
  });
  return h("label", "dim", `${strings.announcements} `, select);
}

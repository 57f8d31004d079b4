// Who answers, beside the model field, where providers do; the kernel tells on which terms.
import type { Context } from "../kit";
import { button, h, set } from "../lib/dom";
import { popup } from "../lib/popup";
import * as strings from "../lib/strings";
import { watch } from "../lib/traits";

/** A button with the provider's name, which opens the others that serve the model; or nothing. */
export function providerChoice(context: Context, asked: () => string): HTMLElement[] {
  const { model, talk } = context;
  const chosen = () => model.get("provider");
  if (!chosen()) {
    return [];
  }
  const list = h("div", "providers");
  const note = h("div", { class: "hfw-dim", role: "status" });
  const row = (cells: string[]) => {
    const [name = ""] = cells;
    const pick = () => {
      talk.send({ kind: "edit", values: { provider: name } });
      one.open(false);
      one.button.focus();
    };
    const node = button("", pick, { "aria-pressed": name === chosen() });
    node.append(...cells.flatMap((cell) => [h("span", "", cell), " "]));
    return node;
  };
  const one = popup("", h("div", "offer hfw-wide", list, note), () => {
    list.replaceChildren();
    note.textContent = strings.asking;
    talk.call({ kind: "providers", model: asked() }, (error, reply) => {
      list.replaceChildren(...(reply?.rows ?? []).map(row));
      note.textContent = error ?? reply?.note ?? "";
    });
  });
  watch(context, "provider", () => {
    one.button.textContent = chosen();
    set(one.button, { "aria-label": strings.provider(chosen()) });
  });
  return [one.node];
}

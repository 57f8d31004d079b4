// The widget that a model was opened in, below the list.
import { button, h } from "../lib/dom";
import { atEnd, watch } from "../lib/traits";
import { asContext } from "./scene";
import * as strings from "./strings";
import type { Scene } from "./wire";

/** The part of a host's widget manager that shows another widget. */
interface Manager {
  get_model(id: string): Promise<unknown>;
  create_view(model: unknown): Promise<{ el: HTMLElement; remove(): void }>;
}

export function opened(scene: Scene): HTMLElement {
  const { model, talk, signal } = scene;
  const node = h("section", { class: "hfw-opened", hidden: true });
  const title = h("b", "");
  const place = h("div", "");
  let remove = () => {};
  node.append(
    h(
      "div",
      "bar hfw-title",
      title,
      button("", () => talk.call({ kind: "close" }, strings.close), {
        class: "hfw-button hfw-reset",
        title: strings.close,
      }),
    ),
    place,
  );
  let shown: string | null = null;
  const show = async (id: string) => {
    const manager = (model as unknown as { widget_manager?: Manager }).widget_manager;
    try {
      if (!manager) {
        throw new Error("no manager");
      }
      const view = await manager.create_view(await manager.get_model(id));
      if (shown !== id || signal.aborted) {
        view.remove();
        return;
      }
      remove = () => view.remove();
      place.replaceChildren(view.el);
      node.scrollIntoView?.({ block: "nearest" });
      scene.say(strings.openedBelow(model.get("opened_title")));
    } catch {
      place.replaceChildren(h("div", "note", strings.cannotMount));
    }
  };
  watch(asContext(scene), "opened", () => {
    const id = model.get("opened")?.replace(/^IPY_MODEL_/, "") ?? null;
    if (id === shown) {
      return;
    }
    remove();
    remove = () => {};
    shown = id;
    node.hidden = !id;
    title.textContent = model.get("opened_title");
    place.replaceChildren();
    if (id) {
      show(id);
    }
  });
  atEnd(signal, () => remove());
  return node;
}

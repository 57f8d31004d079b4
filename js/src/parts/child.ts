// A widget inside the widget: the one that the trait `opened` refers to, below everything else.

import type { Context } from "../kit";
import { button, h } from "../lib/dom";
import * as strings from "../lib/strings";
import { watch } from "../lib/traits";
import type { Model, WidgetHost } from "../talk/model";

/** The part of an ipywidgets manager that older hosts leave us with. */
interface Manager {
  get_model(id: string): Promise<unknown>;
  create_view?(model: unknown): Promise<{ el: HTMLElement; remove(): void }>;
}

export function child(context: Context): HTMLElement {
  const { model, talk, signal } = context;
  const place = h("div", "");
  const note = h("div", "note");
  const close = button(strings.close, () => {
    talk.call({ kind: "close" }, (error) => {
      note.textContent = error ?? "";
    });
    context.root.querySelector<HTMLElement>(".hfw-run")?.focus();
  });
  const node = h(
    "div",
    "child",
    h("div", "bar", h("b", "", strings.openedBelow), close),
    note,
    place,
  );
  let life = new AbortController();
  signal.addEventListener("abort", () => life.abort());

  watch(context, "opened", async () => {
    life.abort();
    life = new AbortController();
    const mine = life.signal;
    const [, id] = /^(?:IPY_MODEL_|anywidget:)(.+)/.exec(String(model.get("opened"))) ?? [];
    place.replaceChildren();
    note.textContent = "";
    node.hidden = !id;
    if (id) {
      try {
        await mount(context, id, place, mine);
      } catch (error) {
        if (!mine.aborted) {
          note.textContent = strings.notOpened((error as Error).message);
        }
      }
    }
  });
  return node;
}

/** Show a widget of the page; it goes with `signal`. */
async function mount(
  { model, host }: Context,
  id: string,
  place: HTMLElement,
  signal: AbortSignal,
): Promise<void> {
  const shower = host as WidgetHost | undefined;
  if (shower?.getWidget) {
    const widget = await shower.getWidget(`anywidget:${id}`);
    const el = h("div", "");
    if (!signal.aborted) {
      place.append(el);
      await widget.render({ el, signal });
    }
    return;
  }
  const manager = (model as Model & { widget_manager?: Manager }).widget_manager;
  if (!manager?.create_view) {
    throw new Error(strings.noManager);
  }
  const view = await manager.create_view(await manager.get_model(id));
  const end = () => view.remove();
  if (signal.aborted) {
    end();
  } else {
    place.append(view.el);
    signal.addEventListener("abort", end);
  }
}

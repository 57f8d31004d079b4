// The saved result that a notebook has below a view: hidden while the view lives, and all that is
// left of it where there is no kernel with its widget.
import { h } from "../lib/dom";
import * as strings from "../lib/strings";
import { atEnd } from "../lib/traits";
import { stateOf } from "./kernel";

/** No kernel for this long (ms): none comes. */
const ALONE = 2000;

/** What is used of the model, which is any widget's. */
interface Heard {
  get(name: "_still"): unknown;
  on(event: string, heard: () => void): void;
  off(event: string, heard: () => void): void;
}

export function still(given: unknown, root: HTMLElement, signal: AbortSignal): void {
  const model = given as Heard;
  const note = h("div", "", strings.noKernel);
  let place: Element | null | undefined;
  // A view inside another widget has no result of its own below it.
  const found = () => {
    const near = root.parentElement?.parentElement?.closest(
      ".jupyter-widgets,.hfw,.jp-OutputArea-child",
    );
    place = model.get("_still") && near?.matches(".jp-OutputArea-child") ? near : null;
    return place;
  };
  // Whatever the kernel says, it is there.
  const live = () => {
    end();
    root.style.display = "";
    if (found()) {
      place?.classList.add("hfw-live");
      root.append(h("style", "", ".hfw-live+*{display:none}"));
    }
  };
  const timer = setTimeout(() => {
    if (found() && stateOf(model) === "lost") {
      root.style.display = "none";
      root.before(note);
    }
  }, ALONE);
  const end = () => {
    clearTimeout(timer);
    model.off("msg:custom", live);
    note.remove();
  };
  model.on("msg:custom", live);
  atEnd(signal, () => {
    end();
    place?.classList.remove("hfw-live");
  });
}

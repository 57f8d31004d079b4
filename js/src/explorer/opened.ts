// The widget that a model was opened in, below the list: the part of every widget, which calls
// the kernel in its own way.

import { watch } from "../lib/traits";
import { child } from "../parts/child";
import type { Call, Scene } from "./scene";
import { asContext } from "./scene";
import * as strings from "./strings";

export function opened(scene: Scene): HTMLElement {
  const { talk } = scene;
  const call = (message: Call, answered: (error: string | null) => void) =>
    talk.call(message, strings.close, answered);
  const node = child({ ...asContext(scene), talk: { ...talk, call } as never });
  watch(asContext(scene), "opened", () => {
    if (scene.model.get("opened")) {
      const title = node.querySelector("b") as HTMLElement;
      title.textContent = scene.model.get("opened_title");
      node.scrollIntoView?.({ block: "nearest" });
      scene.say(strings.openedBelow(scene.model.get("opened_title")));
    }
  });
  return node;
}

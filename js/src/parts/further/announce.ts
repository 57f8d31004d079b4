// What screen readers hear of a run.

import type { Context } from "../../kit";
import { choice, h } from "../../lib/dom";
import { watch } from "../../lib/traits";
import type { Announce } from "../../protocol";
import * as strings from "./strings";

export function announceLevel(context: Context): HTMLElement {
  const { model, talk } = context;
  const select = choice(strings.announceLevels, () =>
    talk.send({ kind: "edit", values: {}, announce: select.value as Announce }),
  );
  watch(context, "announce", () => {
    select.value = model.get("announce");
  });
  return h("label", "dim", `${strings.announcements} `, select);
}

// The call of the last run as code, to read and to copy.

import { choice, h } from "../../lib/dom";
import { copier } from "../../lib/save";
import { watch } from "../../lib/traits";
import type { CodeNews } from "../../protocol";
import type { Given } from "../further";
import { type Panel, panel } from "./panel";
import * as strings from "./strings";

const LANGUAGES = { python: strings.python, awaited: strings.awaited, curl: strings.curl };

export function codePanel(given: Given): Panel {
  const { context } = given;
  let codes: Pick<CodeNews, keyof typeof LANGUAGES> | undefined;
  const text = h("pre", { tabIndex: 0, role: "region", "aria-label": strings.code });
  const chosen = () => select.value as keyof typeof LANGUAGES;
  const show = () => {
    text.textContent = codes?.[chosen()] ?? "";
  };
  const select = choice(LANGUAGES, show);
  select.setAttribute("aria-label", strings.language);
  const copy = copier(context, "Copy", () => codes?.[chosen()] ?? "");
  const ask = async () => {
    try {
      [codes] = await context.talk.ask({ kind: "code" });
      show();
    } catch (error) {
      codes = undefined;
      text.textContent = (error as Error).message;
    }
  };
  const made = panel(given, strings.code, [h("div", "bar", select, copy), text], ask, () => select);
  watch(context, "status", () => {
    // Before the first run there is no call.
    made.entry.hidden = context.model.get("status") === "idle";
    if (made.isOpen) {
      ask();
    }
  });
  return made;
}

// A text that became another one: both side by side, counted; which words of a summary its text does
// not have, when that is asked.
import type { MakeRenderer } from "../kit";
import { button, h, set } from "../lib/dom";
import { watch } from "../lib/traits";
import * as said from "../lib/writing_strings";
import { useText } from "../parts/use_text";
import { deskOf } from "../writing/beside";
import { languages } from "../writing/languages";
import { counted, isOf, resultPage, type Written, wholeOf } from "../writing/result";
import { sides } from "../writing/sides";

export const text: MakeRenderer = (host) => {
  const { task, fields } = host.model.get("form");
  let shown: Written | null = null;
  let moved = false;
  let marked = false;
  const page = resultPage(task);
  const size = h("span", "dim");
  const stale = h("div", { class: "hfw-dim", hidden: true }, said.changed);
  const told = h("div", { class: "hfw-dim", role: "status" });
  const fresh = button(said.mark, () => draw(!marked), {
    "aria-pressed": false,
    hidden: true,
  });
  /** Say where what is shown is of another text than the one that stands there. */
  const judge = () => {
    const old = !!shown && (moved || !isOf(shown, host.prompt()));
    stale.hidden = !old || moved;
    page.node.classList.toggle("hfw-old", old);
  };
  const both = fields.some(({ name }) => name === "src_lang")
    ? languages(
        host,
        () => wholeOf(shown),
        (on) => {
          moved = on;
          judge();
        },
      )
    : null;
  const draw = (on: boolean) => {
    marked = on;
    set(fresh, { "aria-pressed": marked });
    page.show(shown, marked, both?.target() ?? "");
    told.textContent = marked && shown?.fresh ? said.fresh(shown.fresh) : "";
  };
  const show = ({ output }: { output?: unknown }) => {
    if (output) {
      shown = output as Written;
      moved = false;
      both?.settle();
      fresh.hidden = !shown.fresh || !wholeOf(shown);
      size.textContent = counted(shown);
      draw(marked);
      judge();
    }
  };
  draw(false);
  watch(host, "text", judge);

  const { node: pair, place } = sides(host, page.title, size, page.node, stale, told);
  const node = h("div", "texts", ...(both ? [both.node] : []), pair);
  deskOf(host).place = () => {
    place();
    both?.place();
  };
  const words = () => [wholeOf(shown)].filter(Boolean);
  return {
    node,
    actions: [fresh, useText(host, words)],
    noun: "result",
    begin() {},
    whole: show,
    end: show,
    busy(active) {
      set(node, { "aria-busy": active });
    },
    text: () => wholeOf(shown) + (shown?.left ? `\n${said.left(shown.left)}` : ""),
    markdown: () => `${wholeOf(shown)}\n`,
    summary: () => size.textContent ?? "",
  };
};

// The two languages of a translation in one line, and what swaps them: the translation becomes the
// text, and what was there before can be brought back.
import type { RendererHost } from "../kit";
import { button, enable, h, set } from "../lib/dom";
import * as strings from "../lib/strings";
import { watch } from "../lib/traits";
import * as said from "../lib/writing_strings";
import { deskOf, LANGUAGES, rowOf } from "./beside";

export interface Languages {
  node: HTMLElement;
  /** Put the fields of the form into the line. */
  place(): void;
  /** What was swapped has been translated. */
  settle(): void;
  /** What the text is translated to, as pages name languages, or "". */
  target(): string;
}

/** The name that pages have for a language: "fra_Latn" is "fr-Latn". */
export function pageLanguage(code: string): string {
  try {
    return Intl.getCanonicalLocales(code.trim().replace(/_/g, "-"))[0] ?? "";
  } catch {
    return "";
  }
}

/** `result` is what was made last; `moved` is told when it is the text now (true), or not again. */
export function languages(
  host: RendererHost,
  result: () => string,
  moved: (on: boolean) => void,
): Languages {
  const { fields } = deskOf(host);
  const [source, target] = LANGUAGES.map((name) => fields[name]);
  const note = h("div", { class: "hfw-dim hfw-swapped", role: "status" });
  const value = (name: (typeof LANGUAGES)[number]) => (host.model.get(name) as string) ?? "";
  const write = (codes: readonly string[], text: string | null) => {
    source?.write(codes[0] || null);
    target?.write(codes[1] || null);
    if (text !== null) {
      fields.text?.write(text);
    }
  };
  const typed = () => LANGUAGES.map((name) => String(fields[name]?.editor.value() ?? ""));
  const act = () => {
    const [before, text, made] = [typed(), String(fields.text?.editor.value() ?? ""), result()];
    const restore = button(strings.undo, () => {
      write(before, made ? text : null);
      moved(false);
      note.replaceChildren(said.restored);
      swap.focus();
    });
    write([...before].reverse(), made || null);
    moved(!!made);
    note.replaceChildren(said.swapped(!!made), " ", restore);
  };
  const swap = button(said.swap, act, { class: "hfw-button hfw-swap" });
  const arrows = h("span", { "aria-hidden": true }, "⇄ ");
  swap.prepend(arrows);
  const judge = () => {
    const some = LANGUAGES.some((name) => value(name));
    enable(swap, some);
    set(swap, { title: some ? said.swapHelp : said.noLanguages });
  };
  for (const name of LANGUAGES) {
    watch(host, name, judge);
  }
  const slots = [h("span", ""), h("span", "")] as const;
  return {
    node: h("div", "bar hfw-languages", slots[0], swap, slots[1], note),
    place() {
      slots.forEach((slot, at) => {
        const one = [source, target][at];
        slot.append(...(one ? [rowOf(one)] : []));
      });
    },
    settle: () => note.replaceChildren(),
    target: () => pageLanguage(value("tgt_lang")),
  };
}

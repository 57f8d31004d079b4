// Texts in one box, one a line, as they are pasted; where one text by itself is a value too, a switch
// says which of the two it is.
import type { MakeEditor } from "../kit";
import { area, write } from "../lib/direction";
import { button, h, set } from "../lib/dom";
import * as strings from "../lib/strings";
import * as said from "../lib/vector_strings";

/** A new line inside a text, as it stands in its line. */
const BREAK = "↵";

const linesOf = (text: string): string[] =>
  text
    .split("\n")
    .filter((one) => one.trim())
    .map((one) => one.replaceAll(BREAK, "\n"));

const joined = (texts: readonly string[]): string =>
  texts.map((one) => one.replace(/\r\n?|\n/g, BREAK)).join("\n");

/** `alone`: whether one text is a value as well as a list. */
const linesEditor =
  (alone: boolean): MakeEditor =>
  (field, edited) => {
    let listed = !alone;
    const input = area({
      class: "hfw-input hfw-area hfw-lines",
      rows: alone ? 3 : 4,
      placeholder: alone ? field.help : `${field.help} ${said.oneEach}`,
      oninput: () => change(),
    });
    const count = h("span", "dim");
    const turn = () => {
      list(!listed);
      change();
    };
    const toggle = button(said.perLine, turn, { title: said.oneEach, hidden: !alone });
    const list = (on: boolean) => {
      listed = on;
      set(toggle, { "aria-pressed": on });
    };
    const tell = () => {
      count.textContent = listed && input.value ? said.lines(linesOf(input.value).length) : "";
    };
    const change = () => {
      tell();
      edited();
    };
    const value = (): string | string[] | null => {
      if (!listed) {
        return input.value;
      }
      const texts = linesOf(input.value);
      return texts.length ? texts : alone ? "" : null;
    };
    list(listed);
    return {
      node: h("div", "linebox", input, h("div", "bar", toggle, count)),
      input,
      value,
      set(next) {
        const many = Array.isArray(next);
        list(many || !alone);
        // What is being typed keeps its empty lines where it means the same.
        if (JSON.stringify(value()) !== JSON.stringify(next)) {
          write(input, many ? joined(next) : ((next as string | null) ?? ""));
        }
        tell();
      },
      fault: () => (value()?.length ? "" : strings.missing(field.name)),
    };
  };

/** A text, or a list of them. */
export const textOrLines = linesEditor(true);
/** A list of texts. */
export const textLines = linesEditor(false);

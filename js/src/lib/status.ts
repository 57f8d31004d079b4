// A model's status as a shape and a word; the shapes are in the style sheet.
import { h } from "./dom";

const WORDS: Record<string, string> = { TooBig: "Too big", unknown: "Unknown" };

/** A state in words; one that is not known, as the service says it. */
export const stateWord = (state: string): string => WORDS[state || "unknown"] ?? state;

/** Show a state in an element, with something small behind it. */
export function drawStatus(node: HTMLElement, state: string, small = "", title = ""): void {
  node.dataset.state = state;
  node.title = title;
  node.replaceChildren(h("b", "", stateWord(state)), h("span", "dim", small));
}

// Hands words of an answer on to another widget: the menu of texts.

import type { Context } from "../kit";
import { encode } from "../lib/escapes";
import * as strings from "../lib/text_strings";
import { useIn } from "./use_in";

/** Most letters of a text in the menu. */
const SHORT = 40;

/** `words` is asked when the menu opens. */
export const useText = (context: Context, words: () => readonly string[]): HTMLElement =>
  useIn(
    context,
    () => words().map((text) => ({ what: { kind: "text", text }, name: shortened(text) })),
    { noTarget: strings.noTextTarget, nothing: strings.noText },
  ).node;

export const shortened = (text: string): string => {
  const shown = encode(text.slice(0, SHORT + 1));
  return shown.length > SHORT ? `${shown.slice(0, SHORT)}…` : shown;
};

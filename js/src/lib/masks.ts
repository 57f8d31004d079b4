// A text with masks, and words in their places.

import type { Scored } from "./scored";

export interface Word extends Scored {
  /** As it stands in a text, perhaps with a space before it. */
  word: string;
}

/** Of each mask the word that is in its place, or null. */
export type Words = readonly (Word | null)[];

export interface Template {
  /** The text around the masks: one more than there are masks. */
  pieces: readonly string[];
  mask: string;
}

/** The text in parts: around masks and in their places by turns. */
export function inText({ pieces, mask }: Template, words: Words) {
  let before = "";
  return pieces.flatMap((piece, at) => {
    const word = words[at - 1];
    // The space before a word is not there twice.
    const text = !word ? mask : /\S$/.test(before) ? word.word : word.word.replace(/^ +/, "");
    const parts = [...(at ? [{ text, masked: true }] : []), { text: piece, masked: false }];
    before += parts.map((one) => one.text).join("");
    return parts;
  });
}

export const written = (template: Template, words: Words): string =>
  inText(template, words)
    .map(({ text }) => text)
    .join("");

// What users read about words that models say: part of the one table to translate.

export const noTextTarget = "There is no widget that takes a text.";
export const noText = "There are no words yet.";

export const insertMask = (token: string) => `Insert ${token || "the mask"}`;
export const maskLooked = "Looking up the model's mask …";
export const filled = "Filled";
export const pickWord = "Press a word to put it into the text, and again to put the mask back.";
export const textChanged = "The text was changed since: run again, then fill it.";
export const put = (word: string) => `“${word}” is in the text. Ctrl+Z takes it back.`;
export const putBack = "The mask is back in the text.";

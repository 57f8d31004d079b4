// What users read about words that models say: part of the one table to translate.

export const noTextTarget = "There is no widget that takes a text.";
export const noText = "There are no words yet.";

export const insertMask = (token: string) => `Insert ${token || "the mask"}`;
export const maskLooked = "Looking up the model's mask …";
export const word = "Word";
export const pickWord = "Press a word to put it into the text, and again to put the mask back.";
export const textChanged = "The text was changed since: run again, then fill it.";
export const put = (word: string) => `“${word}” is in the text. Ctrl+Z takes it back.`;
export const putBack = "The mask is back in the text.";

export const markedText = "Text with its spans";
export const spanHint =
  "Point at a span, or go through them with the arrow keys. A press chooses one.";
export const span = (text: string, label: string, score: string) =>
  `${text.length > 80 ? `${text.slice(0, 80)}…` : text}: ${label}, ${score}`;
export const kinds = "Kinds of spans";
export const kind = (group: string, count: number) => `${group} ${count}`;
export const showAll = "Show all";
export const hideAll = "Hide all";
export const spansFound = (count: number, kinds: readonly string[]) =>
  count
    ? `${count} ${count === 1 ? "span" : "spans"}: ${kinds.join(", ")}`
    : "The model found no span.";

export const answer = "Answer";
export const context = "Context with the answers";
export const answerHint = "A press on an answer shows it in the text.";
export const answered = (text: string, number: number, all: number) =>
  all > 1 ? `answer ${number} of ${all}: ${text}` : `answer: ${text}`;
export const emptyAnswer = "(no answer)";
export const noAnswerFound = "The model found no answer in the text.";
export const unsure = "The model is unsure: even its best answer has a low score.";
export const notInText = "The answer does not stand in the text as it is.";

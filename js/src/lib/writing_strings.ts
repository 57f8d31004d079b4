// What users read about texts that become other texts: part of the one table to translate.

const counted = (count: number, one: string, many: string) =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
export const size = (words: number, characters: number) =>
  `${counted(words, "word", "words")}, ${counted(characters, "character", "characters")}`;
export const share = (part: number) => `${Math.round(100 * part)} % of its words`;

export const source = "Text";
export const results: Record<string, string> = {
  summarization: "Summary",
  translation: "Translation",
};
export const result = (task: string) => results[task] ?? "Result";
export const hint = (task: string) => `The ${result(task).toLowerCase()} will appear here.`;
export const empty = "The model gave no text.";
export const changed = "The text has changed since: this is what the earlier one gave.";
export const left = (count: number) =>
  `… ${count.toLocaleString("en")} more characters: the result in Python has them all.`;

export const language = "not set";
export const swap = "Swap";
export const swapHelp = "Swap the languages; the translation becomes the text";
export const noLanguages = "Set src_lang and tgt_lang, then they can be swapped";
export const swapped = (moved: boolean) =>
  moved ? "Swapped: the translation is the text now. Run translates it back." : "Swapped.";
export const restored = "As it was before.";

export const mark = "Mark what is new";
export interface Fresh {
  words: number;
  sentences: number;
  all_sentences: number;
}
export const fresh = ({ words, sentences, all_sentences: all }: Fresh) =>
  [
    words
      ? `${counted(words, "word is", "words are")} not in the text.`
      : "Every word is in the text.",
    sentences
      ? `${sentences} of ${counted(all, "sentence", "sentences")} ${sentences === 1 ? "is" : "are"} not in it word for word.`
      : "Every sentence is in it word for word.",
  ].join(" ");

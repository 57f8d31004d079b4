// What users read around the text of a message: part of the one table to translate.

export const code = (language: string) => (language ? `Code, ${language}` : "Code");
export { copied, copy, notCopied } from "./strings";

export const toCell = "To a new cell";
export const toVariable = "To a variable";
export const table = "Table";
export const task = (done: boolean) => (done ? "done" : "to do");
export const count = (characters: number) => characters.toLocaleString("en");
export const showMore = (left: number) => `Show more (${count(left)} characters left)`;
export const picture = (alt: string) => (alt ? `Show the picture “${alt}”` : "Show the picture");
/** What a picture is fetched from, or that it is in the text. */
export const from = (address: string) => `from ${address}`;
export const embedded = "in the text itself";
export const noPicture = "The picture could not be loaded.";
export const notOpened = "No link: only http, https and mailto addresses are opened.";
export const hidden = "A character that cannot be seen";

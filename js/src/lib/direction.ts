// The direction of what is typed. The browser's own look at it (`dir=auto`) takes seconds at each key of
// a text of a megabyte: a long one is written as the page is.

/** Letters up to which the browser looks. */
const LONG = 20_000;

/** Take the direction from a text of so many letters, unless it is a long one. */
export function direct(input: HTMLTextAreaElement, length: number): void {
  input.dir = length > LONG ? "" : "auto";
}

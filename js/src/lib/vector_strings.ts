// What users read about vectors and how close texts are: part of the one table to translate.

const plain = (count: number) => count.toLocaleString("en");
export const counted = (count: number, one: string, many: string) =>
  `${plain(count)} ${count === 1 ? one : many}`;
/** Three digits, and no sign of a zero. */
export const figure = (value: number) => {
  const size = Math.abs(value);
  const text = size && (size < 1e-3 || size >= 1e5) ? value.toExponential(2) : value.toFixed(3);
  return text.replace(/^-(0\.0+)$/, "$1");
};
export const noNumber = "no number";
export const shown = (value: number | null) => (value === null ? noNumber : figure(value));

export const perLine = "One text per line";
export const lines = (count: number) => counted(count, "text", "texts");
export const oneEach = "One text per line; ↵ stands for a new line inside one.";

export const shape = (sizes: number[]) =>
  `shape (${sizes.join(", ")}${sizes.length === 1 ? "," : ""})`;
export const norm = (low: number, high: number) =>
  figure(low) === figure(high) ? `norm ${figure(low)}` : `norms ${figure(low)} to ${figure(high)}`;
export const spread = (mean: number, deviation: number) =>
  `mean ${figure(mean)}, deviation ${figure(deviation)}`;
export const empty = "The model gave no numbers.";
export const vectorsHint = "The vectors will appear here.";

export const strips = "Numbers";
export const stripsHelp = (merged: number) =>
  merged > 1 ? `means of ${merged} neighbours` : "one cell a number";
export const stripLabel = "Numbers of the vectors. The arrow keys read one cell after another.";
export const range = (from: number, to: number) =>
  from === to ? `number ${plain(from)}` : `numbers ${plain(from)} to ${plain(to)}`;
export const histogram = "Distribution";
export const histogramLabel = (low: number, high: number) =>
  `Numbers from ${figure(low)} to ${figure(high)}`;
export const matrix = "How close they are";
export const matrixHelp = "cosine";
export const matrixLabel =
  "How close the texts are, each with each. The arrow keys read one cell after another.";
export const relative = "Relative";
export const relativeHelp = "Colours from the lowest to the highest value instead of 0 to 1";
export const places = "Where they lie";
export const placesHelp = (shares: number[]) =>
  `two principal components: ${shares.map((one) => `${Math.round(100 * one)} %`).join(" and ")}`;
export const placesLabel = "Places of the texts. The arrow keys go from one to the next.";
export const pair = (a: string, b: string, value: string) => `${value}: ${a} – ${b}`;

export const sentence = "Sentence";
export const compareAll = "Compare all";
export const compareHelp = "Each sentence with each: one call for each but the last";
export const similarityHint = "How close each sentence is will appear here.";

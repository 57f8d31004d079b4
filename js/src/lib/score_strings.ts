// What users read about labels and their scores: part of the one table to translate.

export const percent = (share: number, digits = 0) => `${(100 * share).toFixed(digits)} %`;
export const noLabel = "(no label)";
export const noScore = "no score";
/** Whether the scores of an answer are shares, within what sums of 32-bit floats may miss. */
export const areShares = (scores: readonly (number | null)[]) =>
  scores.every((one) => one === null || (one >= -1e-6 && one <= 1 + 1e-6));
/**
 * A share in percent, and any other score as it is, of three digits; the kernel's plots follow the
 * same rule. `shares`: whether all scores of the answer are.
 */
export const shownScore = (value: number | null, shares = true) =>
  value === null ? noScore : shares && areShares([value]) ? ofShare(value) : ofFigure(value);
/** Only what is sure is written as sure. */
const ofShare = (share: number) => {
  const shown = Math.min(Math.max(share, 0), 1);
  const text = percent(shown, shown % 1 && 1);
  return text === "0.0 %" ? "< 0.1 %" : text === "100.0 %" ? "> 99.9 %" : text;
};
const ofFigure = (figure: number) => {
  const rounded = Number(figure.toPrecision(3));
  const size = Math.abs(rounded);
  return size && (size < 1e-3 || size >= 1e6)
    ? rounded.toExponential().replace("+", "")
    : `${rounded}`;
};

export const columns = { label: "Label", score: "Score" };
export const scores = "Labels and scores";
export const filter = "Filter labels";
export const top = "Show";
export const tops: Record<string, string> = {
  5: "best 5",
  10: "best 10",
  50: "best 50",
  all: "all",
};
export const scale = "Bars";
export const scales = { absolute: "on a scale for all results", relative: "up to the best score" };
export const scaled = (low: number, high: number) =>
  `Bars from ${ofFigure(low)} to ${ofFigure(high)}.`;
export const labelsOf = (shown: number, all: number) =>
  shown === all ? `${all} ${all === 1 ? "label" : "labels"}` : `${shown} of ${all} labels`;
export const noLabels = "The model gave no label.";
export const noneMatches = (text: string) => `No label contains “${text}”.`;

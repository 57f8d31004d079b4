// Labels with their scores, and the way in which all scores of an answer are written.
import { areShares } from "./score_strings";

export interface Scored {
  label: string;
  score: number | null;
  /** Whether all scores of the answer are from 0 to 1. */
  shares?: boolean;
}

/** Entries of an answer with the way in which all of their scores are written. */
export const scored = <T extends { score: number | null }>(entries: readonly T[]) => {
  const shares = areShares(entries.map(({ score }) => score));
  return entries.map((one) => ({ ...one, shares }));
};

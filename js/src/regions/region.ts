// One thing that a model found in a picture, as the kernel sends it, and in words.
import { percent, shownScore } from "../lib/score_strings";
import type { Point } from "../lib/viewer";
import * as strings from "../lib/vision_strings";

export interface Region {
  label: string;
  score: number | null;
  /** "#rrggbb" */
  color: string;
  /** Left, top, right, bottom in pixels of the upright picture. */
  box: readonly [number, number, number, number] | null;
  pixels?: number;
  /** Of the picture, 0 to 1. */
  share?: number;
  centroid?: Point | null;
  /** Whether all scores of the answer are from 0 to 1. */
  shares?: boolean;
  /** Whether an area of the answer is so small that all are told more exactly. */
  fine?: boolean;
}

/** Regions with the way in which all of their areas are written. */
export const measured = <T extends Region>(regions: readonly T[]) => {
  const fine = regions.some(({ share = 1 }) => share < 0.01);
  return regions.map((one) => ({ ...one, fine }));
};

/** What is said of a region beside its label. */
export const facts = ({ score, shares, share, fine }: Region): string[] => [
  shownScore(score, shares),
  ...(share === undefined ? [] : [percent(share, fine ? 2 : 1)]),
];

/** The same in a line without columns: which number is which. */
export const namedFacts = (region: Region): string[] => {
  const [score = "", share] = facts(region);
  return [
    region.score === null ? score : `${strings.scored} ${score}`,
    ...(share === undefined ? [] : [`${strings.area} ${share}`]),
  ];
};

/** Black or white, whichever can be read better on the colour. */
export function inkOn(color: string): string {
  const value = Number.parseInt(color.slice(1), 16);
  // Relative luminance: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance
  const channel = (shift: number) => (((value >> shift) & 255) / 255) ** 2.2;
  const luminance = 0.2126 * channel(16) + 0.7152 * channel(8) + 0.0722 * channel(0);
  return luminance > 0.179 ? "#000" : "#fff";
}

/** The table as text: with tabs, or as a table of Markdown. */
export function table(regions: readonly Region[], markdown: boolean): string {
  const clean = (text: string) => text.replace(/\s+/g, " ").replace(/\|/g, markdown ? "\\|" : "|");
  const sized = regions.some(({ share }) => share !== undefined);
  const rows = regions.map(({ label, score, share, box }) => [
    clean(label),
    score ?? "",
    ...(sized ? [share ?? ""] : []),
    ...(box ?? ["", "", "", ""]),
  ]);
  const head = ["label", "score", ...(sized ? ["share"] : []), "xmin", "ymin", "xmax", "ymax"];
  const lines = [head, ...(markdown ? [head.map(() => "---")] : []), ...rows];
  return `${lines.map((line) => (markdown ? `| ${line.join(" | ")} |` : line.join("\t"))).join("\n")}\n`;
}

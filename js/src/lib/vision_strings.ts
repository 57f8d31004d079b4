// What users read in the picture widgets' outputs: part of the one table to translate.

export const zoomIn = "Zoom in";
export const zoomOut = "Zoom out";
export const wholePicture = "Fit the whole picture";
export const fit = "Fit";
export const zoomKeys =
  "Plus and minus zoom, 0 shows the whole picture, arrow keys move it when zoomed.";

export const nouns = {
  segment: ["segment", "segments"],
  box: ["object", "objects"],
} as const;
export type Noun = keyof typeof nouns;
export const counted = (noun: Noun, count: number) =>
  `${count} ${nouns[noun][count === 1 ? 0 : 1]}`;
export const shownOf = (noun: Noun, shown: number, all: number) =>
  shown === all ? counted(noun, all) : `${shown} of ${counted(noun, all)}`;
export const summary = (noun: Noun, labels: readonly string[]) => {
  const names = [...new Set(labels)];
  const rest = names.length > 5 ? `, and ${names.length - 5} more labels` : "";
  return (
    counted(noun, labels.length) + (names[0] ? `: ${names.slice(0, 5).join(", ")}${rest}` : "")
  );
};
export const awaited = (noun: Noun) => `The ${nouns[noun][1]} that are found will be listed here.`;
export const foundNone = (noun: Noun) => `The model found no ${nouns[noun][1]}.`;
export const allHidden = (noun: Noun, count: number) =>
  `The filters hide ${count === 1 ? "the only one" : `all ${counted(noun, count)}`}.`;
export const showAll = "Show all";
export const ofPicture = "of the picture";
export const scored = "score";
export const area = "area";
export const picture = "Picture";
export const listOf = (noun: Noun) => `List of ${nouns[noun][1]}`;
export const listHint = "Arrow keys move, Enter pins.";
export const pinned = "pinned";
export const stale = (name: string) =>
  `This is the answer for ${name || "the picture before"}. Run to see that of the picture chosen now.`;
export const otherModel = (name: string) =>
  `This is the answer of ${name || "the recommended model"}. Run to see that of the model chosen now.`;
export const ofEarlier = (status: string) =>
  `This is the answer of an earlier run: the last one ${status === "error" ? "failed" : "was stopped"}.`;
export const lost = (reason: string) => `The picture cannot be shown: ${reason}`;
export const undecodable = "the browser cannot read it";
export const cutShort = (reason: string) =>
  `The answer did not arrive whole (${reason}). Run again.`;

export const looks = "View";
export const filter = "Filter";
export const threshold = "Score at least";
export const smallest = "Area at least";
export const labels = "Labels";
export const all = "All";
export const none = "None";
export const suppress = "Hide what overlaps a better one of its label";
export const overlap = "by more than";

export const mode = "How segments are shown";
export const modes = { fill: "Fill", outline: "Outline", cutout: "Cut-out" };
export const opacity = "Opacity";
export const numbers = "Numbers";
export const names = "Labels";
export const patterns = "Patterns";

export const keep = "Export";
export const what = "What to export";
export const exports: Record<string, string> = {
  cutout: "Cut-out of the pinned segment (PNG)",
  mask: "Mask of the pinned segment (PNG)",
  crop: "Crop of the pinned object (PNG)",
  labels: "Label map (PNG)",
  npz: "All masks (NPZ)",
  coco: "All (COCO JSON)",
  csv: "Table (CSV)",
};
export const download = "Download";
export const path = "Path on the kernel's machine";
export const save = "Save there";
export const saved = "Saved.";
export const pinFirst = (noun: Noun) =>
  `To export one ${nouns[noun][0]} alone, pin it first: click it in the picture or in the list.`;
export const working = "Working …";

export const before = "Before";
export const after = "After";
export const divider = "Border between before and after";
export const share = (part: number) => `${part} % before`;
export const sizes = (before: string, after: string) =>
  before === after ? after : `${before} before, ${after} after`;
export const useAsInput = "Use result as input";
export const made = (size: string) => `a picture of ${size}`;

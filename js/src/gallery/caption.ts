// What is said of a picture: its parameters in words, its name as a file, and both in its own file.
import * as strings from "../lib/gallery_strings";
import type { Item } from "../protocol";

/** Shown in other places than among the parameters. */
const ELSEWHERE = ["prompt", "model", "width", "height", "seed"];
/** As other programs call them, which read the parameters of a PNG. */
const COMMON: Record<string, string> = {
  num_inference_steps: "Steps",
  guidance_scale: "CFG scale",
  scheduler: "Sampler",
  seed: "Seed",
  model: "Model",
};

const others = ({ parameters }: Item) =>
  Object.entries(parameters).filter(([name]) => !ELSEWHERE.includes(name));
const inWords = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

/** "512 × 512", "seed 42", "guidance_scale 7.5" and so on. */
export function facts(item: Item): string[] {
  return [
    strings.size(item.width, item.height),
    item.seed == null ? "" : strings.seed(item.seed),
    ...others(item).map(([name, value]) => `${name} ${inWords(value)}`),
    item.model ?? "",
  ].filter(Boolean);
}

/** The picture's text for people. */
export const described = (item: Item): string =>
  [item.prompt, facts(item).join(", ")].filter(Boolean).join("\n");

/** A file name without what file systems dislike: "a-red-fox-42". */
export function fileName({ prompt, seed, id }: Item): string {
  const words = prompt
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .slice(0, 48)
    .replace(/^-+|-+$/g, "");
  return [words || "picture", seed ?? id].join("-");
}

/** The texts of the picture's PNG file: for other programs, and for this one to read again. */
export function pngTexts(item: Item): Record<string, string> {
  const { prompt, model, parameters, width, height } = item;
  const { negative_prompt: negative, ...rest } = Object.fromEntries(others(item));
  const pairs = Object.entries({ ...rest, seed: parameters.seed, model }).filter(
    ([, value]) => value != null,
  );
  // What could be taken for the next name is put in quotes.
  const quoted = (value: unknown) =>
    /[,:\n"]/.test(String(value)) ? JSON.stringify(value) : String(value);
  const settings = [
    ...pairs.map(([name, value]) => `${COMMON[name] ?? name}: ${quoted(value)}`),
    `Size: ${width}x${height}`,
  ];
  return {
    parameters: [prompt, negative && `Negative prompt: ${negative}`, settings.join(", ")]
      .filter(Boolean)
      .join("\n"),
    hfwidgets: JSON.stringify({ prompt, ...(model && { model }), ...parameters }),
  };
}

// Packs a bundle as widgets carry it: its modules made shorter than esbuild makes them, and their styles,
// with zopfli, which finds smaller deflate streams than zlib does. Takes half a second a bundle.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import zopfli from "@gfx/zopfli";
import { minify } from "terser";

// Between all texts of a packed bundle; js/src/loader.ts and hfwidgets/widgets/engine/bundles.py divide
// them there: four a part.
const DIVIDER = "\0";

/** Names a part by what it is made of: another name, another content. */
export async function nameOf(name, texts) {
  const own = await readFile(new URL(import.meta.url));
  const tools = await readFile(new URL("package-lock.json", import.meta.url));
  const hash = createHash("sha256");
  for (const one of [own, tools, ...texts.flatMap((text) => [DIVIDER, text])]) {
    hash.update(one);
  }
  return `${name}.${hash.digest("hex").slice(0, 10)}`;
}

/** A module made shorter. */
export async function shortened(source) {
  const options = { module: true, ecma: 2020, compress: { ecma: 2020, passes: 2 } };
  return (await minify(source, options)).code;
}

/**
 * The body of a function of what a module does: `$$` gives it other parts by name, and it returns what it
 * exports. All parts of a bundle are then one module for the page, not one each.
 */
export function asFunction(source) {
  // What is called the same on both sides is named once.
  const pairs = (names) =>
    names
      .split(",")
      .filter(Boolean)
      .map((name) => name.split(" as "))
      .map(([one, other = one]) => [one, other]);
  const body = source
    .replace(/import\{([^}]*)\}from"hfw:([^"]+)";/g, (_, names, part) => {
      const taken = pairs(names).map(([theirs, ours]) => `${theirs}:${ours}`);
      return `const{${taken}}=$$("${part}");`;
    })
    .replace(/export\{([^}]*)\};?$/, (_, names) => {
      const given = pairs(names).map(([ours, theirs]) => `${theirs}:${ours}`);
      return `return{${given}}`;
    });
  // A module is taken apart by what it says at its start and at its end.
  if (/(^|[;}])(import|export)\b(?! *\()/.test(body)) {
    throw new Error(`not all imports and exports were found: ${body.slice(0, 80)}`);
  }
  return body;
}

/** Texts in one zlib stream. */
export function packed(texts) {
  if (texts.some((text) => text.includes(DIVIDER))) {
    throw new Error("a bundle holds U+0000, which divides its texts");
  }
  return zopfli.zlibAsync(new TextEncoder().encode(texts.join(DIVIDER)), { numiterations: 5 });
}

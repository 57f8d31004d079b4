// Packs a bundle as widgets carry it: its module made shorter than esbuild makes it, and its style,
// with zopfli, which finds smaller deflate streams than zlib does. Takes half a second a bundle.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import zopfli from "@gfx/zopfli";
import { minify } from "terser";

// Between module and style; hfwidgets/widgets/engine/base.py divides them there.
const DIVIDER = "\0";

/** Names what a packed bundle is made of: another name, another content. */
export async function nameOf(source, style) {
  const own = await readFile(new URL(import.meta.url));
  const tools = await readFile(new URL("package-lock.json", import.meta.url));
  const hash = createHash("sha256");
  for (const part of [own, tools, source, DIVIDER, style]) {
    hash.update(part);
  }
  return hash.digest("hex").slice(0, 16);
}

/** The module made shorter. */
export async function shortened(source) {
  const options = { module: true, ecma: 2020, compress: { ecma: 2020, passes: 2 } };
  return (await minify(source, options)).code;
}

/** Module and style in one zlib stream. */
export function packed(source, style) {
  const both = source + DIVIDER + style;
  if (both.split(DIVIDER).length !== 2) {
    throw new Error("a bundle holds U+0000, which divides its module from its style");
  }
  return zopfli.zlibAsync(new TextEncoder().encode(both), { numiterations: 5 });
}

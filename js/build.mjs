// Builds every src/widgets/*.ts and *.css into one self-contained file of hfwidgets/static,
// prints the sizes and fails when a file is over its budget.
import { mkdir, readdir, readFile } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const widgets = join(here, "src", "widgets");
const output = join(here, "..", "hfwidgets", "static");

// Bytes, minified. Every instance of a widget sends its module and its style sheet again, packed
// to about half of this: 30 kB is the most that a widget may weigh then. What shows pictures has
// the 20 kB of every task (form, run, cards) and as much for its own.
const BUDGETS = {
  "task.js": 22_000,
  "vision.js": 38_000,
  "gallery.js": 38_000,
  ".js": 16_000,
  "model_status_badge.js": 6_000,
  ".css": 8_000,
};

const entryPoints = (await readdir(widgets))
  .filter((name) => [".ts", ".css"].includes(extname(name)))
  .map((name) => join(widgets, name));

await mkdir(output, { recursive: true });
const { metafile } = await build({
  entryPoints,
  outdir: output,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["chrome123", "firefox121", "safari17.5"],
  charset: "utf8",
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
});

let over = false;
for (const path of Object.keys(metafile.outputs).sort()) {
  const name = basename(path);
  const bytes = await readFile(join(output, name));
  const budget = BUDGETS[name] ?? BUDGETS[extname(name)];
  const excess = bytes.length > budget;
  over ||= excess;
  console.log(
    `${name}  ${bytes.length} bytes minified, ${gzipSync(bytes).length} gzip, budget ${budget}` +
      (excess ? `: ${bytes.length - budget} too many` : ""),
  );
}
if (over) {
  process.exitCode = 1;
}

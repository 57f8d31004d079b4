// Builds every src/widgets/*.ts and *.css into one self-contained file of hfwidgets/static,
// prints the sizes and fails when a file is over its budget. A new bundle is a new file there: what
// each one draws and edits is asked of the built module itself and written to manifest.json.
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { deflateSync, gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const widgets = join(here, "src", "widgets");
const output = join(here, "..", "hfwidgets", "static");

// Bytes. Every instance of a widget sends its module and its style sheet again, packed (deflate):
// that size is judged (30 kB at creation beyond a bare counter), and the minified one of task.js.
const BUDGETS = { "task.js": 27_950 };
const PACKED = {
  model_status_badge: 6_000,
  gallery: 29_000,
  task: 15_100,
  image_segmentation: 32_600,
  object_detection: 30_400,
  "": 28_000,
};

const entryPoints = (await readdir(widgets))
  .filter((name) => [".ts", ".css"].includes(extname(name)))
  .map((name) => join(widgets, name));

// The manifest stands for the whole folder: it is there only when everything is built.
const manifest = join(output, "manifest.json");
await rm(manifest, { force: true });
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
const judge = (words, size, budget) => {
  const excess = budget ? Math.max(0, size - budget) : 0;
  over ||= excess > 0;
  console.log(
    words + (budget ? `, budget ${budget}` : "") + (excess ? `: ${excess} too many` : ""),
  );
};
const packed = new Map();
for (const path of Object.keys(metafile.outputs).sort()) {
  const name = basename(path);
  const bytes = await readFile(join(output, name));
  const words = `${name}  ${bytes.length} bytes minified, ${gzipSync(bytes).length} gzip`;
  judge(words, bytes.length, BUDGETS[name]);
  const bundle = basename(name, extname(name));
  packed.set(bundle, `${packed.get(bundle) ?? ""}${bytes}`);
}
for (const [bundle, both] of packed) {
  const size = deflateSync(both, { level: 9, memLevel: 7 }).length;
  judge(`${bundle}  ${size} bytes packed`, size, PACKED[bundle] ?? PACKED[""]);
}

// What a bundle has; the lists of models are no task's, and have no kit. Node 20 has no navigator,
// which bundles ask for the name of a key.
globalThis.navigator ??= { platform: "" };
const told = {};
for (const bundle of packed.keys()) {
  const { href } = pathToFileURL(join(output, `${bundle}.js`));
  // A build may follow another in one process: modules are kept by their address.
  const { editors = {}, renderers = {} } =
    (await import(`${href}?${Date.now()}`)).default.kit ?? {};
  const names = (parts) => Object.keys(parts).sort();
  told[bundle] = { editors: names(editors), renderers: names(renderers) };
}
await writeFile(manifest, `${JSON.stringify(told, null, 2)}\n`);

if (over) {
  process.exitCode = 1;
}

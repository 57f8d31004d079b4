// Builds every src/widgets/*.ts and *.css into one self-contained file of hfwidgets/static, packs the
// two of a widget, prints the sizes and fails when one is over its budget. A new bundle is a new file
// there: what each one draws and edits is asked of the built module itself and written to manifest.json.
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { nameOf, packed, shortened } from "./pack.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const widgets = join(here, "src", "widgets");
const output = join(here, "..", "hfwidgets", "static");

// Bytes. Every instance of a widget sends its packed bundle again (30 kB at creation beyond a bare
// counter).
const BUDGETS = {
  model_status_badge: 4_100,
  gallery: 28_000,
  task: 15_700,
  scores: 18_600,
  spans: 20_500,
  image_classification: 26_800,
  image_segmentation: 31_400,
  object_detection: 29_400,
  sounds: 26_600,
  "": 26_000,
};

const entryPoints = (await readdir(widgets))
  .filter((name) => [".ts", ".css"].includes(extname(name)))
  .map((name) => join(widgets, name));

// The manifest stands for the whole folder: it is there only when everything is built.
const manifest = join(output, "manifest.json");
const before = existsSync(manifest) ? JSON.parse(await readFile(manifest, "utf8")) : {};
await rm(manifest, { force: true });
await mkdir(output, { recursive: true });
const { outputFiles } = await build({
  entryPoints,
  outdir: output,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["chrome123", "firefox121", "safari17.5"],
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
  write: false,
});
const texts = new Map(outputFiles.map(({ path, text }) => [basename(path), text]));

/** Write the files of a bundle, unless they are there; return what it is made of. */
async function write(bundle) {
  const [module, style, pack] = ["js", "css", "packed"].map((kind) => `${bundle}.${kind}`);
  const made = await nameOf(texts.get(module), texts.get(style));
  const files = [module, style, pack].map((name) => join(output, name));
  if (before[bundle]?.made !== made || !files.every(existsSync)) {
    const source = await shortened(texts.get(module));
    const contents = [source, texts.get(style), await packed(source, texts.get(style))];
    await Promise.all(files.map((file, at) => writeFile(file, contents[at])));
  }
  return made;
}

let over = false;
/** Print the size of a bundle, and how much that is too much. */
async function judge(bundle) {
  const [module, , pack] = await Promise.all(
    ["js", "css", "packed"].map((kind) => readFile(join(output, `${bundle}.${kind}`))),
  );
  const budget = BUDGETS[bundle] ?? BUDGETS[""];
  const excess = Math.max(0, pack.length - budget);
  over ||= excess > 0;
  console.log(
    `${bundle}  ${pack.length} bytes packed, budget ${budget}, module ${module.length}` +
      (excess ? `: ${excess} too many` : ""),
  );
}

/** What a bundle has; the lists of models are no task's, and have no kit. */
async function parts(bundle) {
  const { href } = pathToFileURL(join(output, `${bundle}.js`));
  // A build may follow another in one process: modules are kept by their address.
  const {
    editors = {},
    renderers = {},
    parameters,
  } = (await import(`${href}?${Date.now()}`)).default.kit ?? {};
  const names = (some) => Object.keys(some).sort();
  return { editors: names(editors), renderers: names(renderers), parameters: !!parameters };
}

// Node 20 has no navigator, which bundles ask for the name of a key.
globalThis.navigator ??= { platform: "" };
const told = {};
const bundles = [...texts.keys()].filter((name) => extname(name) === ".js");
for (const bundle of bundles.map((name) => basename(name, ".js")).sort()) {
  const made = await write(bundle);
  await judge(bundle);
  told[bundle] = { ...(await parts(bundle)), made };
}
await writeFile(manifest, `${JSON.stringify(told, null, 2)}\n`);

if (over) {
  process.exitCode = 1;
}

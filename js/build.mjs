// Builds the bundles, one for every src/widgets/*.ts with its *.css, and packs each into one file of
// hfwidgets/static: its own part and the layers that it stands on (parts.mjs). What is in src/later is
// asked of the kernel by the page when it is needed, and saved nowhere. Prints the sizes and fails when one
// is over its budget. A new bundle is a new file there: what each one draws and edits is asked of the built
// module itself and written to manifest.json.
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { asFunction, nameOf, packed, shortened } from "./pack.mjs";
import { CORE, divided, latesOf, OPTIONS } from "./parts.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const sources = join(here, "src");
const output = join(here, "..", "hfwidgets", "static");

// Bytes. The first widget of a kind sends its packed bundle (30 kB at creation beyond a bare counter, of
// which traits and the loader take 2 to 5). What is sent later, when it is asked for, has budgets of its own.
const BUDGETS = {
  chat: 21_000,
  doctor: 4_600,
  model_status_badge: 4_100,
  gallery: 13_300,
  task: 13_000,
  scores: 16_800,
  spans: 18_600,
  speech: 12_600,
  compare: 16_400,
  image_classification: 18_700,
  image_segmentation: 17_000,
  image_to_image: 18_900,
  object_detection: 17_000,
  picture_answers: 19_400,
  sounds: 20_700,
  model_explorer: 21_000,
  tables: 21_700,
  "": 20_500,
  // The parser is two thirds of it.
  prose: 14_000,
  found_segments: 16_000,
  found_boxes: 14_000,
};

// Bytes that it may cost a bundle to be made of parts that others share: what of them it does not use.
const SHARING = 5_500;

/** The bundles of a folder. */
async function bundlesOf(folder, later) {
  const path = join(sources, folder);
  const names = existsSync(path) ? await readdir(path) : [];
  return names
    .filter((name) => extname(name) === ".ts")
    .map((name) => basename(name, ".ts"))
    .map((name) => ({ name, path: join(path, name), later }));
}

// The manifest stands for the whole folder: it is there only when everything is built.
const manifest = join(output, "manifest.json");
const before = existsSync(manifest) ? JSON.parse(await readFile(manifest, "utf8")) : {};
await rm(manifest, { force: true });
await mkdir(output, { recursive: true });
const bundles = [...(await bundlesOf("widgets", false)), ...(await bundlesOf("later", true))];
bundles.sort((one, other) => (one.name < other.name ? -1 : 1));
const { whole, standsOn, parts } = await divided(bundles);

const named = new Map();
/** The name of a part, which its module calls those it imports from by. */
async function partName(name) {
  if (!named.has(name)) {
    const part = parts.get(name);
    const on = await Promise.all(part.on.map(partName));
    for (const [at, one] of part.on.entries()) {
      part.source = part.source.replaceAll(`"hfw:${one}"`, `"hfw:${on[at]}"`);
    }
    // Of those that it stands on it may import nothing, and yet it names them; what it asks for is by its
    // name the one that it was built with.
    const late = whole.has(name) ? await Promise.all(latesOf(whole.get(name)).map(partName)) : [];
    named.set(name, await nameOf(name, [part.source, part.css, part.last, ...on, ...late]));
  }
  return named.get(name);
}

const short = new Map();
/** The texts of a part: its name and those of the parts below it, its module, its styles. */
async function textsOf(name) {
  const { source, css, last, on } = parts.get(name);
  if (!short.has(name)) {
    short.set(name, shortened(source).then(asFunction));
  }
  const names = await Promise.all([name, ...on].map(partName));
  return [names.join(" "), await short.get(name), css, last];
}

/** Write the packed file of a bundle, unless it is there; return its parts. */
async function write(bundle) {
  // What is delivered later meets the core in the page.
  const below = standsOn.get(bundle).filter((name) => !whole.get(bundle).later || !CORE.has(name));
  const all = [...below, bundle];
  const names = await Promise.all(all.map(partName));
  const file = join(output, `${bundle}.packed`);
  if (before[bundle]?.parts?.join() !== names.join() || !existsSync(file)) {
    await writeFile(file, await packed((await Promise.all(all.map(textsOf))).flat()));
  }
  return names;
}

let over = false;
/** Print the size of a bundle, and how much that is too much. */
async function judge(bundle) {
  const { length } = await readFile(join(output, `${bundle}.packed`));
  const budget = (BUDGETS[bundle] ?? BUDGETS[""]) + SHARING;
  const excess = Math.max(0, length - budget);
  over ||= excess > 0;
  console.log(
    `${bundle}  ${length} bytes packed, budget ${budget}, on ${standsOn.get(bundle).join(", ") || "nothing"}` +
      (excess ? `: ${excess} too many` : ""),
  );
}

/** What a bundle has. */
function toldOf(bundle) {
  const { kit, later } = whole.get(bundle);
  const { editors = {}, renderers = {}, parameters } = kit;
  const names = (some) => Object.keys(some).sort();
  return {
    ...(later && { later }),
    late: latesOf(whole.get(bundle)),
    editors: names(editors),
    renderers: names(renderers),
    parameters: !!parameters,
  };
}

const { outputFiles } = await build({ ...OPTIONS, entryPoints: [join(sources, "loader.ts")] });
await writeFile(join(output, "loader.js"), await shortened(outputFiles[0].text));

const told = {};
for (const { name } of bundles) {
  const names = await write(name);
  await judge(name);
  told[name] = { ...toldOf(name), parts: names };
}
await writeFile(manifest, `${JSON.stringify(told, null, 2)}\n`);

if (over) {
  process.exitCode = 1;
}

// Divides the bundles into parts, so that what many of them are made of is saved once in a notebook: a
// bundle is its own part and the layers that it stands on. `LAYERS` names these; what is in none of them
// a bundle has to itself. A bundle of which a layer would be mostly idle weight goes without it.
import { existsSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { plugin as lexerOnly } from "./lexer_only.mjs";

const sources = join(dirname(fileURLToPath(import.meta.url)), "src");

/** Shared by so many bundles, a file is everybody's. */
const MANY = 9;

const FIELDS =
  /^(lib\/rules|editors\/(number|strings|boolean|index)|parts\/parameters|styles\/(fields|chips))\b/;

const HANDED = /^(parts\/(use_in|use_text)|styles\/use_in)\b/;

const HISTORY = "parts/history.ts";

const LATELY = "parts/lately.ts";

const CHILD = /^(parts|styles)\/child\b/;

/** Is in a layer of its own, however many have it. */
const apart = (path) =>
  [HISTORY, LATELY].includes(path) || FIELDS.test(path) || HANDED.test(path) || CHILD.test(path);

// In their order: a layer imports from those that it is `on`, and its styles come after theirs.
const LAYERS = [
  {
    name: "base",
    on: [],
    takes: (path, users) => users.has("model_explorer") && users.size >= MANY && !apart(path),
  },
  {
    name: "shell",
    on: ["base"],
    takes: (path, users) => users.size >= MANY && !apart(path),
  },
  { name: "child", on: ["base"], takes: (path) => CHILD.test(path) },
  { name: "lately", on: ["base", "shell"], takes: (path) => path === LATELY },
  { name: "handed", on: ["base", "shell"], takes: (path) => HANDED.test(path) },
  { name: "history", on: ["base", "shell"], takes: (path) => path === HISTORY },
  { name: "fields", on: ["base", "shell"], takes: (path) => FIELDS.test(path) },
  {
    name: "files",
    on: ["base", "shell"],
    takes: (path) =>
      /^(lib\/(incoming|pictures)|parts\/(picture_\w+|file_field)|talk\/upload|styles\/file_field)\b/.test(
        path,
      ),
  },
  {
    name: "pictures",
    on: ["base", "shell", "files"],
    takes: (path) =>
      /^(lib\/(scaled|frame)|parts\/(camera|crop)|editors\/image|styles\/pictures)\b/.test(path),
  },
  {
    name: "viewer",
    on: ["base", "shell"],
    takes: (path) => /^(lib\/(viewpoint|levels|pointers|viewer)|styles\/viewer)\b/.test(path),
  },
  {
    name: "vision",
    on: ["base", "shell", "files", "pictures", "viewer"],
    takes: (path) => /^(regions\/answers|styles\/vision)\b/.test(path),
  },
  {
    name: "regions",
    on: ["base", "shell", "handed", "files", "pictures", "viewer", "vision"],
    takes: (path) => path.startsWith("regions/"),
  },
  // What editors hold and answers show, of which a view has one.
  {
    name: "players",
    on: ["base", "shell", "files"],
    takes: (path) => /^(sounds\/(clock|outline|player|waveform)|styles\/sounds)\b/.test(path),
  },
  { name: "sheet", on: ["base", "shell"], takes: (path) => /^tables\/(cells|sheet)\b/.test(path) },
  {
    name: "bars",
    on: ["base", "shell"],
    takes: (path) => /^(lib\/(scale|turns|scored)|parts\/bars|styles\/bars)\b/.test(path),
  },
];
const ORDER = LAYERS.map(({ name }) => name);

/** What is there in every task widget, so that what is delivered later need not bring it. */
export const CORE = new Set(["base", "shell"]);

/** Words are where they are used: to pass them on would cost more than they are long. */
const WORDS = /strings\.ts$/;

/** Rules that must come after those of every other file. */
const LAST = "styles/cards.css";

export const OPTIONS = {
  bundle: true,
  minify: true,
  format: "esm",
  target: ["chrome123", "firefox121", "safari17.5"],
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
  metafile: true,
  write: false,
  absWorkingDir: sources,
  outdir: "out",
};

/** What esbuild makes of an entry: its text, and how many bytes of it come from which file. */
async function made(entry, plugins = []) {
  const { outputFiles, metafile } = await build({
    ...OPTIONS,
    ...entry,
    plugins: [lexerOnly, ...plugins],
  });
  const [{ inputs }] = Object.values(metafile.outputs);
  const files = Object.entries(inputs).map(([path, { bytesInOutput }]) => [
    relative(sources, resolve(sources, path.replace(/^\w+:/, ""))),
    bytesInOutput,
  ]);
  return { text: outputFiles[0].text, files: new Map(files.filter(([, bytes]) => bytes)) };
}

/** The names that each file exports. */
async function exported(paths) {
  const { metafile } = await build({
    ...OPTIONS,
    entryPoints: paths.filter((path) => path.endsWith(".ts")),
    outbase: ".",
    splitting: true,
  });
  const outputs = Object.values(metafile.outputs).filter(({ entryPoint }) => entryPoint);
  return new Map(outputs.map(({ entryPoint, exports }) => [entryPoint, exports]));
}

/** What a name of a layer's file is called between parts, until all are known. */
const token = (layer, path, name) => `${layer}$${path.replace(/\W/g, "_")}$${name}`;

/** Has what is in these layers imported from them. */
function from(layers, layerOf, names) {
  const theirs = (args) => {
    const path = relative(sources, args.path);
    const layer = layerOf.get(path);
    return layers.has(layer) ? [layer, path] : [];
  };
  return {
    name: "layers",
    setup(building) {
      building.onResolve({ filter: /^hfw:/ }, ({ path }) => ({ path, external: true }));
      building.onLoad({ filter: /\.ts$/ }, (args) => {
        const [layer, path] = theirs(args);
        const lines = (names.get(path) ?? []).map(
          (name) => `export { ${token(layer, path, name)} as ${name} } from "hfw:${layer}";`,
        );
        return layer ? { contents: lines.join("\n") } : undefined;
      });
      building.onLoad({ filter: /\.css$/ }, (args) => {
        const [layer, path] = theirs(args);
        return layer || path === LAST ? { contents: "", loader: "css" } : undefined;
      });
    },
  };
}

const IMPORT = /import\{([^}]*)\}from"hfw:(\w+)";?/g;
const importsOf = (text) => [...text.matchAll(IMPORT)];

/** The two files of a bundle's source; one that is delivered later may have no style. */
const entriesOf = (path) =>
  ["ts", "css"].map((kind) => ({ entryPoints: [`${path}.${kind}`] })).filter(isThere);
const isThere = ({ entryPoints: [path] }) => existsSync(path);

/**
 * What the bundles are made of: their whole modules, the layers that each stands on, and every part
 * with its module, its styles and those that come last. A bundle is told as { name, path, later }.
 */
export async function divided(bundles) {
  const whole = new Map();
  for (const { name, path, later } of bundles) {
    const built = await Promise.all(entriesOf(path).map((entry) => made(entry)));
    const files = new Map(built.flatMap((one) => [...one.files]));
    const kit = later ? {} : await kitOf(built[0].text);
    whole.set(name, { kit, files, later });
  }
  const { layerOf, standsOn } = layered(whole);
  const names = await exported([...layerOf.keys()]);
  const parts = new Map();
  const wanted = new Map(LAYERS.map(({ name }) => [name, new Set()]));
  const add = async (name, on, [script, style]) => {
    const plugins = [from(new Set(on), layerOf, names)];
    const module = await made(script, plugins);
    const { text: css } = style ? await made(style, plugins) : { text: "" };
    for (const [, imports, layer] of importsOf(module.text)) {
      for (const one of imports.split(",").filter(Boolean)) {
        wanted.get(layer).add(one.split(" as ")[0]);
      }
    }
    const files = [...module.files.keys()].filter((path) => !on.includes(layerOf.get(path)));
    parts.set(name, { source: module.text, css, last: "", files, on });
  };
  for (const { name, path } of bundles) {
    await add(name, standsOn.get(name), entriesOf(path));
  }
  for (const { name, on } of LAYERS.toReversed()) {
    const files = [...layerOf].filter(([, layer]) => layer === name).map(([path]) => path);
    await add(name, on, layerEntries(name, files, wanted.get(name), names));
  }
  parts.get("base").last = (await made({ entryPoints: [join(sources, LAST)] })).text;
  shorten(parts, wanted);
  refuseTwice(whole, standsOn, parts);
  return { whole, standsOn, parts };
}

/** What a bundle has, by its module; the lists of models are no task's, and have none. */
async function kitOf(script) {
  // Node 20 has no navigator, which bundles ask for the name of a key.
  globalThis.navigator ??= { platform: "" };
  const address = `data:text/javascript;base64,${Buffer.from(script).toString("base64")}`;
  return (await import(address)).default.kit ?? {};
}

/** What a bundle asks for as soon as it is seen. */
export const latesOf = ({ kit: { renderers = {} } }) =>
  [...new Set(Object.values(renderers).map((one) => one?.late))].filter(Boolean).sort();

/** Which layer a file is in, and on which layers a bundle stands. */
function layered(whole) {
  const { users, bytes } = usage(whole);
  const layerOf = new Map();
  for (const [path, by] of users) {
    const own = path === LAST || WORDS.test(path) || by.all < 2;
    const layer = !own && LAYERS.find(({ takes }) => takes(path, by.saved));
    if (layer) {
      layerOf.set(path, layer.name);
    }
  }
  const weight = (layer, paths) =>
    [...paths]
      .filter((path) => layerOf.get(path) === layer)
      .reduce((sum, path) => sum + bytes.get(path), 0);
  const standsOn = new Map();
  const late = [...whole].filter(([, { later }]) => later);
  const saved = [...whole].filter(([, { later }]) => !later);
  for (const [bundle, { files, later }] of [...saved, ...late]) {
    // What comes later takes from the page what is there, instead of having it once more.
    const owners = saved.filter(([, one]) => latesOf(one).includes(bundle));
    const has = (name) => owners.some(([one]) => standsOn.get(one).includes(name));
    const isUsed = ({ name }) => {
      const used = weight(name, files.keys());
      const mostly = 2 * used > weight(name, layerOf.keys());
      return mostly || (later && (CORE.has(name) || (used > 0 && has(name))));
    };
    const all = new Set(LAYERS.filter(isUsed).flatMap(({ name, on }) => [...on, name]));
    const below = ORDER.filter((name) => all.has(name));
    standsOn.set(bundle, below);
  }
  return { layerOf, standsOn };
}

/** By file: who has it, those that are saved apart, and how much of it a bundle has at most. */
function usage(whole) {
  const users = new Map();
  const bytes = new Map();
  for (const [bundle, { files, later }] of whole) {
    for (const [path, size] of files) {
      const by = users.get(path) ?? { all: 0, saved: new Set() };
      users.set(path, by);
      by.all++;
      bytes.set(path, Math.max(size, bytes.get(path) ?? 0));
      if (!later) {
        by.saved.add(bundle);
      }
    }
  }
  return { users, bytes };
}

/** What a layer is built from: the names that are asked of it, and its styles. */
function layerEntries(layer, files, wanted, names) {
  const lines = files.flatMap((path) =>
    (names.get(path) ?? [])
      .map((name) => [name, token(layer, path, name)])
      .filter(([, one]) => wanted.has(one))
      .map(([name, one]) => `export { ${name} as ${one} } from "./${path}";`),
  );
  const styles = files.filter((path) => path.endsWith(".css"));
  const given = (contents, loader) => ({ stdin: { contents, loader, resolveDir: sources } });
  const imports = styles.map((path) => `@import "./${path}";`);
  return [given(lines.join("\n"), "ts"), styles.length && given(imports.join("\n"), "css")];
}

/** Give the names between parts as few letters as there can be. */
function shorten(parts, wanted) {
  const short = new Map();
  for (const names of wanted.values()) {
    [...names].sort().forEach((name, at) => {
      short.set(name, `_${at.toString(36)}`);
    });
  }
  for (const part of parts.values()) {
    part.source = joined(part.source);
    part.source = part.source.replace(/[a-z]+\$\w+\$[\w$]+/g, (name) => short.get(name) ?? name);
  }
}

/** One import from each layer, not one for each name. */
function joined(source) {
  const from = new Map();
  for (const [, names, layer] of importsOf(source)) {
    from.set(layer, [...(from.get(layer) ?? []), names]);
  }
  const imports = [...from].map(([layer, names]) => `import{${names.join()}}from"hfw:${layer}";`);
  return imports.join("") + source.replace(IMPORT, "");
}

/** A file that is twice in one view, with what comes later to it, would keep its state twice. */
function refuseTwice(whole, standsOn, parts) {
  const below = (name) => [...standsOn.get(name), name];
  for (const bundle of standsOn.keys()) {
    const alone = [[], ...latesOf(whole.get(bundle)).map(below)];
    for (const late of alone) {
      const all = [...new Set([...below(bundle), ...late])];
      const files = all.flatMap((name) => parts.get(name).files);
      const twice = files.filter((path, at) => !WORDS.test(path) && files.indexOf(path) < at);
      if (twice.length) {
        throw new Error(`${bundle}: in several of ${all.join(", ")} are ${twice.join(", ")}`);
      }
    }
  }
}

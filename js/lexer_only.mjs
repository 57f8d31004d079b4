// Of marked a bundle takes the lexer alone. Its file holds one instance of everything at its end, which
// keeps a bundler from leaving out the renderers to HTML, which nothing here calls: that end is cut off.
import { readFile } from "node:fs/promises";

const INSTANCE = /var (\w+)=new \w+;function (\w+)\(\w+,\w+\)\{return \1\.parse\(/;

/** The source with nothing but `Lexer` and `getDefaults` exported. */
export function lexerOnly(source) {
  const begin = source.search(INSTANCE);
  const exported = source.lastIndexOf("export{");
  const names = ["Lexer", "getDefaults"].map(
    (name) => source.slice(exported).match(new RegExp(`([\\w$]+ as )?\\b${name}\\b`))?.[0],
  );
  if (begin < 0 || exported < begin || !names.every(Boolean)) {
    throw new Error("marked ends in another way than before: see lexer_only.mjs");
  }
  return `${source.slice(0, begin)}export{${names.join(",")}};`;
}

export const plugin = {
  name: "lexer-only",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]marked\.esm\.js$/ }, async ({ path }) => ({
      contents: lexerOnly(await readFile(path, "utf8")),
    }));
  },
};

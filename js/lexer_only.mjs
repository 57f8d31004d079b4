// Of marked a bundle takes the lexer alone. Its file holds one instance of everything at its end, which
// keeps a bundler from leaving out the renderers to HTML, which nothing here calls: that end is cut off.
// Its expressions are made when they are first used: half of them belong to dialects that nothing here
// reads, and their classes of Unicode take a page as long as a frame.
import { readFile } from "node:fs/promises";

const INSTANCE = /var (\w+)=new \w+;function (\w+)\(\w+,\w+\)\{return \1\.parse\(/;

const MADE = "getRegex:()=>new RegExp(";
// What the lexer and the maker of expressions ask of one.
const LATE = `class Late{
constructor(source,flags){this.source=source;this.flags=flags}
get made(){return this.own??=new RegExp(this.source,this.flags)}
exec(text){return this.made.exec(text)}
test(text){return this.made.test(text)}
get lastIndex(){return this.made.lastIndex}
set lastIndex(at){this.made.lastIndex=at}
[Symbol.replace](text,by){return this.made[Symbol.replace](text,by)}
}`;

/** The source with nothing but `Lexer` and `getDefaults` exported. */
export function lexerOnly(source) {
  const begin = source.search(INSTANCE);
  const exported = source.lastIndexOf("export{");
  const names = ["Lexer", "getDefaults"].map(
    (name) => source.slice(exported).match(new RegExp(`([\\w$]+ as )?\\b${name}\\b`))?.[0],
  );
  const whole = source.slice(0, Math.max(begin, 0));
  if (exported < begin || whole.split(MADE).length !== 2 || !names.every(Boolean)) {
    throw new Error("marked ends in another way than before: see lexer_only.mjs");
  }
  const late = whole.replace(MADE, "getRegex:()=>new Late(");
  return `${LATE}${late}export{${names.join(",")}};`;
}

export const plugin = {
  name: "lexer-only",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]marked\.esm\.js$/ }, async ({ path }) => ({
      contents: lexerOnly(await readFile(path, "utf8")),
    }));
  },
};

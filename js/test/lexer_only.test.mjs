// The parser as bundles have it reads what the whole one reads.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import * as whole from "marked";
import { expect, it } from "vitest";
import { lexerOnly } from "../lexer_only.mjs";
import CORPUS from "./fixtures/injections.json";

const source = lexerOnly(await readFile(createRequire(import.meta.url).resolve("marked"), "utf8"));
const ours = await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(source)}`);
const OWN = [
  "# A *title*\n\n> said **twice**\n> and `more`\n\n- one\n  1. two\n- [x] three\n\n| a | b |\n|:-|-:|\n| 1 | 2 |",
  "a [link](<b c> 'd') ![p](q) <https://x.y> www.z.org ~~gone~~ \\* && a_b_c **😀**x __“q”__ e@f.gh",
  "Set\n===\n\n    code\n\n```js\nlet a;\n\n[1]: /to 'there'\n\n[one][1] [1]\n\n<div>\n*a*\n</div>\n\n* * *\n",
];
const read = ({ Lexer, getDefaults }, text, more) =>
  new Lexer({ ...getDefaults(), ...more }).lex(text);

it.each([[{ breaks: true }], [{}], [{ gfm: false }], [{ pedantic: true }]])(
  "reads a corpus as the whole parser does, with %o",
  (more) => {
    const texts = [...OWN, ...CORPUS, [...OWN, ...CORPUS].join("\n\n")];
    for (const text of texts) {
      expect(read(ours, text, more)).toEqual(read(whole, text, more));
    }
  },
);

it("makes no expression before it reads", async () => {
  const made = [];
  const spied = source.replace("new RegExp(this.source", "globalThis.noted(this.source");
  globalThis.noted = (...of) => {
    made.push(of);
    return new RegExp(...of);
  };
  const { Lexer, getDefaults } = await import(
    /* @vite-ignore */ `data:text/javascript,${encodeURIComponent(spied)}`
  );
  expect(made.length).toBe(0);
  new Lexer(getDefaults()).lex("a *b*");
  expect(made.length).toBeGreaterThan(5);
  delete globalThis.noted;
});

it("refuses a parser that is made in another way", () => {
  expect(() => lexerOnly("export{Lexer,getDefaults};")).toThrow("marked ends in another way");
});

import { describe, expect, it } from "vitest";
import { asFunction } from "../pack.mjs";

/** What a part's module exports, with other parts by their names. */
function made(source, others = {}) {
  return new Function("$$", asFunction(source))((name) => others[name]);
}

describe("a part of a bundle", () => {
  it.each([
    ["of other names", "const a=1,b=2;export{a as x,b as y};", { x: 1, y: 2 }],
    ["of the names that it has inside", "const x=1,y=2;export{x,y}", { x: 1, y: 2 }],
    ["of both kinds", "const _e=1,b=2;export{_e,b as y};", { _e: 1, y: 2 }],
    ["of none", "const a=1;", undefined],
  ])("gives values %s", (_, source, given) => {
    expect(made(source)).toEqual(given);
  });

  it.each([
    ["of other names", 'import{x as a,y as b}from"hfw:o.1";export{a as p,b as q};'],
    ["of the same names", 'import{x,y}from"hfw:o.1";export{x as p,y as q};'],
    ["of both kinds", 'import{x,y as b}from"hfw:o.1";export{x as p,b as q};'],
  ])("takes values %s", (_, source) => {
    expect(made(source, { "o.1": { x: 1, y: 2 } })).toEqual({ p: 1, q: 2 });
  });

  it("whose imports are not all found is refused", () => {
    expect(() => asFunction('import x from"hfw:o.1";export{x};')).toThrow("not all imports");
  });
});

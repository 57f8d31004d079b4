/// <reference types="vite/client" />
import { expect, it } from "vitest";

const sheets = Object.values(
  import.meta.glob<string>("../src/styles/*.css", {
    query: "?raw",
    import: "default",
    eager: true,
  }),
).join("\n");
const modules = Object.values(
  import.meta.glob<string>("../src/**/*.ts", { query: "?raw", import: "default", eager: true }),
).join("\n");
const rules = sheets.replace(/\/\*.*?\*\/|@import[^;]*;/gs, "");

it("moves nothing for those who asked for less motion", () => {
  // The media query with two more levels of braces inside.
  const still = rules.replace(
    /@media \(prefers-reduced-motion: no-preference\) \{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}/g,
    "",
  );
  expect(rules).toMatch(/animation:/);
  expect(still).not.toMatch(/animation:|transition:|scroll-behavior/);
});

it("serves more contrast and forced colours", () => {
  expect(rules).toContain("@media (prefers-contrast: more)");
  expect(rules).toContain("@media (forced-colors: active)");
});

it("takes its colours from the host, but for the last resorts", () => {
  const hosts = rules.replace(/var\(--[\w-]+, #[0-9a-f]{6}\)/g, "");
  const fixed = hosts.match(/#[0-9a-f]{3,8}\b|\brgba?\(|\bhsl|: *(?:white|black|red|gray)\b/g);
  expect(new Set(fixed)).toEqual(new Set(["#000"]));
});

it("names every class of the package with its prefix", () => {
  const classes = rules.match(/\.[a-z][\w-]*/g) ?? [];
  expect(classes.filter((name) => !/^\.hfw(-|$)/.test(name))).toEqual([]);
});

it("has a value for every variable of the package that it uses", () => {
  const made = new Set([
    ...(rules.match(/--hfw-[\w-]+(?=\s*:)/g) ?? []),
    ...(modules.match(/--hfw-[\w-]+/g) ?? []),
  ]);
  const used = [...rules.matchAll(/var\((--hfw-[\w-]+)\)/g)].map(([, name]) => name as string);
  expect(used.length).toBeGreaterThan(100);
  expect(used.filter((name) => !made.has(name))).toEqual([]);
});

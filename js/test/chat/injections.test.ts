import { afterEach, beforeEach, expect, it, vi } from "vitest";
import CORPUS from "../fixtures/injections.json";
import { clean } from "./allowed";
import { drawn, ownFrames, said } from "./said";

// Thousands of messages are made of these: a test has some, so that each ends in time on any machine.
const SOME = 25;
const PARTS = Array.from({ length: Math.ceil(CORPUS.length / SOME) }, (_, part) => ({
  from: part * SOME + 1,
  texts: CORPUS.slice(part * SOME, (part + 1) * SOME),
}));

let frame: () => boolean;

beforeEach(() => {
  frame = ownFrames();
  vi.stubGlobal("alert", () => expect.unreachable("a script ran"));
});

afterEach(() => {
  vi.unstubAllGlobals();
  document.body.replaceChildren();
  expect(document.head.querySelectorAll("script, link, base, meta").length).toBe(0);
});

it("makes no element and no attribute of an injection", () => {
  for (const text of CORPUS) {
    const { node } = said(text, frame);
    clean(node, text);
    expect(node.querySelector("img, script, iframe"), text).toBeNull();
  }
});

it.each(PARTS)("makes none of what contains one, from $from", ({ texts }) => {
  const around = [
    (text: string) => `\`\`\`\n${text}\n\`\`\``,
    (text: string) => `> ${text}`,
    (text: string) => `1. ${text}\n2. ${text}`,
    (text: string) => `| a |\n|---|\n| ${text.replace(/\n/g, " ")} |`,
    (text: string) => `[${text}](http://x.test "${text}")`,
    (text: string) => `[a](${text})`,
    (text: string) => `![${text}](${text})`,
    (text: string) => `[a]\n\n[a]: ${text.replace(/\s/g, "")} "${text}"`,
    (text: string) => `<${text}>`,
    (text: string) => `**${text}** \`${text}\` ~~${text}~~`,
    (text: string) => `# ${text}`,
    (text: string) => `$${text}$ \\(${text}\\)`,
  ];
  for (const text of texts) {
    for (const put of around) {
      clean(said(put(text), frame).node, put(text));
    }
    document.body.replaceChildren();
  }
});

it.each(PARTS)("makes none of it at any place where a token may end, from $from", ({ texts }) => {
  for (const text of texts) {
    const { node, set, destroy } = said("", frame);
    for (let cut = 1; cut < text.length; cut++) {
      set(text.slice(0, cut), false);
      frame();
      set(text, true);
      drawn(frame);
      clean(node, `${text.slice(0, cut)}|${text.slice(cut)}`);
    }
    destroy();
  }
});

it("makes none of it letter by letter, before the end as well", () => {
  for (const text of CORPUS) {
    const { node, set } = said("", frame);
    for (let end = 1; end <= text.length; end++) {
      set(text.slice(0, end), false);
      frame();
      clean(node, text.slice(0, end));
    }
  }
});

it("shows all of an injection, so that it can be read", () => {
  const plain = CORPUS.filter((text) => /^<[ -~]*$/.test(text) && !/[&`]|^<[a-z]+:/.test(text));
  expect(plain.length).toBeGreaterThan(50);
  for (const text of plain) {
    expect(said(text, frame).node.textContent).toContain(text);
  }
});

it("asks for no picture before a press, and for none that is no raster in a text", () => {
  for (const text of CORPUS) {
    const { node } = said(text, frame);
    for (const button of node.querySelectorAll("button")) {
      button.click();
    }
    drawn(frame);
    clean(node, text);
    for (const { src } of node.querySelectorAll("img")) {
      expect(src).toMatch(/^https?:\/\/|^data:image\/png;base64,/);
    }
  }
});

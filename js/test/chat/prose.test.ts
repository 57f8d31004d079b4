import { Lexer } from "marked";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Actions, prose } from "../../src/chat/prose";
import { foreign } from "./allowed";
import { drawn, markup, ownFrames, said, streamed } from "./said";

let frame: () => boolean;
const shown = (text: string, actions: Actions = {}) => said(text, frame, actions).node;

beforeEach(() => {
  frame = ownFrames();
});

afterEach(() => {
  vi.unstubAllGlobals();
  document.body.replaceChildren();
});

describe("a message", () => {
  it.each([
    ["snake_case_name **bold** *it*", "<p>snake_case_name <strong>bold</strong> <em>it</em></p>"],
    ["one\ntwo", "<p>one<br>two</p>"],
    ["# Head\ntext", "<h3>Head</h3><p>text</p>"],
    ["3. a\n4. b", '<ol start="3"><li><p>a</p></li><li><p>b</p></li></ol>'],
    ["- a\n  - b", "<ul><li><p>a</p><ul><li><p>b</p></li></ul></li></ul>"],
    ["> q\n> r", "<blockquote><p>q<br>r</p></blockquote>"],
    [
      "- [x] a\n- [ ] b",
      "<ul><li><p><span>☑</span> a</p></li><li><p><span>☐</span> b</p></li></ul>",
    ],
    ["~~gone~~ `a < b`", "<p><del>gone</del> <code>a &lt; b</code></p>"],
    ["&copy; &#8364; &nosuch;", "<p>© € &amp;nosuch;</p>"],
    ["<b>not</b> HTML", "<p>&lt;b&gt;not&lt;/b&gt; HTML</p>"],
    ["costs $5 and $6", "<p>costs $5 and $6</p>"],
    ["$a_b$ and \\(c\\)", "<p><span>$a_b$</span> and <span>\\(c\\)</span></p>"],
  ])("%j is shown as prose", (text, wanted) => {
    expect(markup(said(text, frame))).toBe(wanted);
  });

  it("has tables that scroll by themselves, with the sides of their columns", () => {
    const node = shown("| a | b |\n|:--|--:|\n| **1** | 2 |");
    const cells = [...node.querySelectorAll("th, td")];
    expect(cells.map((cell) => cell.textContent)).toEqual(["a", "b", "1", "2"]);
    expect(cells.map((cell) => cell.className)).toEqual([
      "hfw-left",
      "hfw-right",
      "hfw-left",
      "hfw-right",
    ]);
    expect(node.querySelector(".hfw-table")?.getAttribute("tabindex")).toBe("0");
  });

  it("hands code over as it was written", () => {
    const heard: unknown[] = [];
    const node = shown("```python title=x\nif a:\n\tb()\n```\nafter", {
      copy: (text) => heard.push(text),
      toCell: (text, language) => heard.push([text, language]),
      toVariable: (text) => heard.push({ text }),
    });
    const buttons = [...node.querySelectorAll("button")];
    expect(buttons.map((one) => one.textContent)).toEqual([
      "Copy",
      "To a new cell",
      "To a variable",
    ]);
    for (const one of buttons) {
      one.click();
    }
    const code = "if a:\n\tb()";
    expect(heard).toEqual([code, [code, "python"], { text: code }]);
    expect(node.querySelector("pre")?.getAttribute("aria-label")).toBe("Code, python");
  });

  it("has no button for what cannot be done", () => {
    expect(shown("```\nx\n```").querySelector("button")).toBeNull();
  });

  it("says where a link leads, unless its text is the address", () => {
    const node = shown("[bank.test](https://evil.test/x) https://plain.test/y me@mail.test");
    const [evil, plain, mail] = [...node.querySelectorAll("a")];
    expect(evil?.textContent).toBe("bank.testevil.test");
    expect(plain?.textContent).toBe("https://plain.test/y");
    expect(mail?.textContent).toBe("me@mail.test");
    expect(evil?.rel).toBe("noopener noreferrer nofollow");
    expect(evil?.target).toBe("_blank");
  });

  it("shows the address of what is no link to open", () => {
    const node = shown("[click](javascript:alert(1))");
    expect(node.querySelector("a")).toBeNull();
    expect(node.textContent).toBe("click (javascript:alert(1))");
  });

  it("fetches a picture when its button is pressed", () => {
    const node = shown("![a cat](https://cats.test/1.png)");
    const button = node.querySelector("button") as HTMLButtonElement;
    expect(button.textContent).toBe("Show the picture “a cat”from cats.test");
    button.click();
    const image = node.querySelector("img") as HTMLImageElement;
    expect([image.src, image.alt]).toEqual(["https://cats.test/1.png", "a cat"]);
    expect(image.getAttribute("referrerpolicy") ?? image.referrerPolicy).toBe("no-referrer");
    image.dispatchEvent(new Event("error"));
    expect(node.textContent).toContain("could not be loaded");
  });

  it("shows what cannot be seen, and turns no text around", () => {
    const node = shown("a\u202eb `c\u200bd` \u0007 \ud800 \u001b[31mred\u001b[0m e\u200d");
    expect(node.textContent).toBe("a\\u202eb c\\u200bd \\u0007 \\ud800 red e\u200d");
    expect(node.querySelectorAll(".hfw-escape").length).toBe(4);
    expect(node.querySelector("p")?.getAttribute("dir")).toBe("auto");
  });

  it("finds addresses that are defined behind what names them", () => {
    const text =
      "See [this][1], [that].\n\nMore.\n\n[1]: http://one.test\n[that]: http://two.test\n";
    for (const one of [said(text, frame), streamed([...text], frame)]) {
      const links = [...one.node.querySelectorAll("a")].map(({ href }) => href);
      expect(links).toEqual(["http://one.test/", "http://two.test/"]);
    }
  });

  it("is the same to any text again, and another for another", () => {
    const one = said("a **b**", frame);
    const before = one.node.querySelector("p");
    one.set("a **b**", true);
    drawn(frame);
    expect(one.node.querySelector("p")).toBe(before);
    one.set("c", true);
    drawn(frame);
    expect(markup(one)).toBe("<p>c</p>");
    one.destroy();
    expect(one.node.isConnected).toBe(false);
  });
});

describe("a formula", () => {
  const typeset = vi.fn((node: HTMLElement) => {
    node.append(document.createElement("svg"));
  });

  beforeEach(() => {
    typeset.mockClear();
  });

  it("is set by the notebook, once it is whole", async () => {
    const one = streamed([..."So $x^2$ is.\n\n$$\na\n+ b\n$$\nend"], frame, { typeset });
    await Promise.resolve();
    expect(typeset.mock.calls.length).toBe(2);
    const sources = [...one.node.querySelectorAll(".hfw-formula")].map((node) => node.textContent);
    expect(sources).toEqual(["\\(x^2\\)", "\\[a\n+ b\\]"]);
  });

  it("stays source where it would do more than be set, or cannot be", async () => {
    const refused = shown("$\\href{javascript:alert(1)}{x}$ $\\def\\x{\\x}\\x$", { typeset });
    expect(typeset).not.toHaveBeenCalled();
    expect(refused.querySelector(".hfw-formula")?.textContent).toContain("\\href");
    drawn(frame);
    const failing = shown("$x$", { typeset: () => Promise.reject(new Error("no")) });
    await Promise.resolve();
    await Promise.resolve();
    expect(failing.textContent).toBe("$x$");
  });
});

describe("a message that streams", () => {
  const BLOCKS = [
    "snake_case **b** and *i*",
    "- a\n- b\n- c",
    "1. x\n   - y\n\n   z\n2. w\n",
    "> q\n> r\n",
    "```py\ncode\n\n  x\n```",
    "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n| 5 | 6 |",
    "Title\n---",
    "para\n- item\n- two",
    "$$\na\n+ b\n= c\n$$",
    "[a][b] `c` 😀",
    "[b]: http://x.test",
    "<div>\nx\n</div>",
    "* s\n  * t\n    * u\n* v",
    "- [ ] a\n- [x] b",
    "- a\n  ```\n  c\n  ```\n- b\n- - -",
    "~~~\nx\n````\n~~~",
    "a  \nb",
  ];

  it("ends as one that came at once, wherever it was cut", () => {
    let seed = 5;
    const random = (below: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return Math.floor((seed / 2147483648) * below);
    };
    for (let turn = 0; turn < 120; turn++) {
      const text = Array.from({ length: 1 + random(5) }, () => BLOCKS[random(BLOCKS.length)]).join(
        ["\n\n", "\n", "\n\n\n"][random(3)],
      );
      const pieces: string[] = [];
      for (let at = 0; at < text.length; ) {
        const length = 1 + random(5);
        pieces.push(text.slice(at, at + length));
        at += length;
      }
      const [whole, pieced] = [said(text, frame), streamed(pieces, frame)];
      expect(markup(pieced), JSON.stringify(text)).toBe(markup(whole));
      document.body.replaceChildren();
    }
  });

  it("shows a fence as code from its first line on", () => {
    const one = prose({});
    one.set("Look:\n\n```py\nx = 1\ny", false);
    drawn(frame);
    expect(one.node.querySelector("pre")?.textContent).toBe("x = 1\ny");
    one.set("Look:\n\n```py\nx = 1\ny\n``", false);
    drawn(frame);
    expect(one.node.querySelector("pre")?.textContent).toBe("x = 1\ny");
    one.set("Look:\n\n```py\nx = 1\ny\n```\nso", true);
    drawn(frame);
    expect(markup(one)).toContain("</div><p>so</p>");
  });

  it("takes the begin of a list for no heading, and half a letter for none", () => {
    const one = prose({});
    one.set("text\n-", false);
    drawn(frame);
    expect(markup(one)).toBe("<p>text</p>");
    one.set("text \ud83d", false);
    drawn(frame);
    expect(one.node.textContent?.trim()).toBe("text");
    one.set("text \ud83d\ude00", true);
    drawn(frame);
    expect(one.node.textContent).toBe("text 😀");
  });

  it("keeps the nodes of blocks, items, rows and code that are closed", () => {
    const one = prose({});
    let text = "";
    const add = (more: string) => {
      text += more;
      one.set(text, false);
      drawn(frame);
    };
    add("first\n\n- a\n- b\n- c\n");
    const [p, li] = ["p", "li"].map((name) => one.node.querySelector(name));
    add("- d\n- e\n\n| x |\n|---|\n| 1 |\n| 2 |\n| 3 |\n");
    const row = one.node.querySelector("tbody tr");
    add("| 4 |\n\n```\ncode\n");
    const pre = one.node.querySelector("pre");
    add("more\n```\nlast");
    expect([p, li, row, pre].every((node) => node && one.node.contains(node))).toBe(true);
    expect(one.node.querySelectorAll("li").length).toBe(5);
    expect(one.node.querySelectorAll("tbody tr").length).toBe(4);
    expect(one.node.querySelectorAll("table, ul, pre").length).toBe(3);
  });

  it("parses at most once a frame", () => {
    const one = said("", frame);
    const parsing = vi.spyOn(Lexer.prototype, "blockTokens");
    for (let end = 1; end < 50; end++) {
      one.set("word ".repeat(end), false);
    }
    drawn(frame);
    expect(parsing.mock.calls.length).toBeLessThan(3);
  });

  it.each([
    ["paragraphs", "some words of a text. ".repeat(9), "\n\n"],
    ["one list", "- an item of it", "\n"],
    ["one table", "| a cell | another |", "\n"],
    ["one block of code", "x = call(1, 2)", "\n"],
    ["one line", "words and more words", " "],
    ["one list in a list", "  - an inner item", "\n"],
    ["one quotation", "> a quoted line", "\n"],
  ])("costs what grows with its length: %s", (kind, part, between) => {
    const cost = (count: number) => {
      const parsing = vi.spyOn(Lexer.prototype, "blockTokens").mockClear();
      const heads: Record<string, string[]> = {
        "one table": ["| a | b |", "|---|---|"],
        "one block of code": ["```"],
        "one list in a list": ["- outer"],
      };
      const one = said("", frame);
      let text = "";
      for (const piece of [...(heads[kind] ?? []), ...Array(count).fill(part)]) {
        text += piece + between;
        one.set(text, false);
        frame();
      }
      one.set(text, true);
      drawn(frame);
      one.node.remove();
      return parsing.mock.calls.reduce((sum, [source]) => sum + source.length, 0);
    };
    // Four times the text: were all of it parsed for each piece, it were sixteen times the work.
    expect(cost(800)).toBeLessThan(7 * cost(200));
  });
});

describe("a text that is too much", () => {
  it.each([
    ["words", "word "],
    ["one word", "wordy"],
    ["pictures of four units", "a😀🚀"],
  ])("shows a megabyte of %s in one line in parts, and the rest when asked for", (_, piece) => {
    const text = piece.repeat(200_000);
    const { node } = said(text, frame);
    expect(foreign(node)).toEqual([]);
    expect(node.querySelectorAll(".hfw-chunk").length).toBeGreaterThan(40);
    expect(node.textContent?.length).toBeLessThan(320_000);
    for (let turn = 0; turn < 9; turn++) {
      node.querySelector("button")?.click();
      drawn(frame);
    }
    expect(node.textContent?.trim().length).toBe(text.trim().length);
  });

  it.each([
    ["quotations", ">".repeat(5000)],
    ["quotations with spaces", "> ".repeat(5000)],
    ["lists", "- ".repeat(5000)],
    ["numbers", "1. ".repeat(5000)],
    ["brackets", "[".repeat(9000)],
    ["marks", "*_".repeat(5000)],
    ["ticks", "`a``".repeat(3000)],
    ["columns", `${"|a".repeat(900)}|\n${"|-".repeat(900)}|\n${"b\n".repeat(900)}`],
    ["links", "[a](".repeat(3000)],
    ["tags", "<a b=".repeat(2000)],
    ["formulas", "$a ".repeat(3000)],
    ["escapes", "\u001b[".repeat(5000)],
  ])("shows too many %s as they are", (_, text) => {
    const { node } = said(text, frame);
    expect(foreign(node)).toEqual([]);
    const letters = (some: string) => some.replace(/[^a-z]/g, "").length;
    const lost = node.textContent?.includes("\\u001b") ? 0 : letters(text);
    expect(letters(node.textContent ?? "")).toBeGreaterThanOrEqual(lost);
  });
});

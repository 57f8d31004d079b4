import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  addresses,
  bytes,
  item,
  type MountedGallery,
  mountGallery,
  standIn,
} from "./mounted_gallery";

let page: MountedGallery;
const three = [item(1), item(2), item(3)];
const mount = (traits: object = { items: three }) => {
  page = mountGallery(traits);
  return page.settle();
};
const large = () => page.part<HTMLImageElement>(".hfw-large");
const hidden = (selector: string) => !!page.part(selector).closest("[hidden]");
const chosen = () => page.part("[role=option][aria-selected=true]").getAttribute("aria-label");
const asked = () => page.model.of("picture").map(({ picture }) => picture);

beforeEach(standIn);
afterEach(() => {
  vi.useRealTimers();
  page.close();
  vi.unstubAllGlobals();
});

describe("what is looked at", () => {
  it("is never an empty box", async () => {
    await mount({});
    expect(page.root.textContent).toContain("The picture will appear here.");
    expect(hidden(".hfw-doing")).toBe(true);
    expect(page.part(".hfw-strip").hidden).toBe(true);
  });

  it("is a frame of the size to come while a picture is made", async () => {
    await mount({ width: 768, height: 512 });
    page.model.set("status", "running");
    page.model.hear({ kind: "start", run: 1 });
    expect(page.part(".hfw-coming").textContent).toBe("Making a picture of 768 × 512");
    expect(page.part<HTMLElement>(".hfw-coming").style.aspectRatio).toBe("768 / 512");
    expect(page.part("[role=progressbar][aria-label^=Making]")).toBeTruthy();
  });

  it.each([
    [384, 256, "384px", ""],
    [256, 171, "512px", "pixelated"],
    [64, 64, "256px", "pixelated"],
    [1024, 1024, "384px", ""],
    [1200, 100, "600px", ""],
  ])(
    "of %i × %i is shown as it is, or by a whole multiple: %s",
    async (width, height, wide, look) => {
      await mount({ width, height });
      page.model.set("status", "running");
      page.model.hear({ kind: "start", run: 1 });
      const { style } = page.part<HTMLElement>(".hfw-coming");
      expect([style.width, style.imageRendering]).toEqual([wide, look]);
    },
  );

  it("is the newest, with its prompt as alternative text and its parameters in words", async () => {
    await mount();
    expect(large().alt).toBe("fox 3");
    expect(chosen()).toBe("fox 3, seed 3");
    expect(page.part("figcaption").textContent).toContain("fox 3768 × 512seed 3guidance_scale 7.5");
    expect(page.part("figcaption").textContent).toContain("some/model");
  });

  it("is the picture that came with the end of the run, which is not asked for again", async () => {
    await mount({ items: [item(1)] });
    page.model.set("status", "running");
    page.model.hear({ kind: "start", run: 1 });
    expect(hidden(".hfw-coming")).toBe(false);
    const output = { item: "p2", type: "image/png" };
    page.model.hear({ kind: "end", run: 1, seq: 0, output }, [bytes("picture")]);
    page.model.set("items", [item(1), item(2)]);
    page.model.set("status", "done");
    await page.settle();
    expect(large().alt).toBe("fox 2");
    await vi.waitFor(() => expect(large().getAttribute("src")).toMatch(/^blob:/));
    expect(asked()).not.toContain("p2");
    expect(asked()).not.toContain("p2/192");
  });

  it("is told at the end of a run by its size and seed", async () => {
    await mount({ items: [item(1)], width: 640, height: 480, seed: 42 });
    page.model.set("status", "running");
    page.model.hear({ kind: "start", run: 1 });
    page.model.set("status", "done");
    const output = { item: "p2", type: "image/png" };
    page.model.hear({ kind: "end", run: 1, seq: 0, output }, [bytes("picture")]);
    expect(page.part(".hfw-hidden[role=status]").textContent).toContain("640 × 480, seed 42");
  });

  it("stays what it was when a run fails", async () => {
    await mount();
    page.model.set("status", "running");
    page.model.hear({ kind: "start", run: 1 });
    page.model.hear({ kind: "end", run: 1, seq: 0, output: null });
    page.model.set("status", "error");
    expect(hidden(".hfw-coming")).toBe(true);
    expect(large().alt).toBe("fox 3");
  });

  it("can be another picture while one is made", async () => {
    await mount();
    page.model.set("status", "running");
    page.model.hear({ kind: "start", run: 1 });
    page.options()[2]?.click();
    expect(hidden(".hfw-coming")).toBe(true);
    expect(large().alt).toBe("fox 1");
  });

  it("says why a picture is missing", async () => {
    await mount();
    page.picture("p3", { error: "It is gone." });
    await page.settle();
    expect(page.part("button.hfw-opener").textContent).toBe("It is gone.");
  });

  it("is fetched whole only when it is looked at, not when it is passed by", async () => {
    // However long this machine takes, keys follow one another at once.
    vi.useFakeTimers({ toFake: ["performance"] });
    await mount();
    expect(asked().filter((id) => !id.includes("/"))).toEqual(["p3"]);
    page.options()[0]?.focus();
    page.press("ArrowRight");
    page.press("ArrowRight");
    await page.settle();
    expect(asked()).not.toContain("p2");
    await vi.waitFor(() => expect(asked()).toContain("p1"));
    expect(asked()).not.toContain("p2");
  });
});

describe("the list of pictures", () => {
  it("is one tab stop, newest first, in which arrow keys choose", async () => {
    await mount();
    expect(page.options().map(({ tabIndex }) => tabIndex)).toEqual([0, -1, -1]);
    page.options()[0]?.focus();
    page.press("End");
    expect(chosen()).toBe("fox 1, seed 1");
    page.press("ArrowLeft");
    expect(chosen()).toBe("fox 2, seed 2");
    expect(document.activeElement).toBe(page.options()[1]);
    page.press("Home");
    page.press("ArrowLeft");
    expect(chosen()).toBe("fox 3, seed 3");
    expect(page.options().map(({ tabIndex }) => tabIndex)).toEqual([0, -1, -1]);
  });

  it("leaves keys with modifiers to others", async () => {
    await mount();
    page.options()[0]?.focus();
    page.press("ArrowRight", { altKey: true });
    page.press("Delete", { ctrlKey: true });
    expect(chosen()).toBe("fox 3, seed 3");
    expect(page.answer()).toEqual([]);
  });

  it("deletes by key, moves on to the neighbour with the focus, and brings back", async () => {
    await mount();
    page.options()[0]?.focus();
    page.press("ArrowRight");
    page.press("Delete");
    expect(page.answer()).toMatchObject([{ kind: "item-delete", item: "p2" }]);
    page.model.set("items", [item(1), item(3)]);
    expect(chosen()).toBe("fox 1, seed 1");
    expect(document.activeElement).toBe(page.options()[1]);
    expect(page.part(".hfw-news").textContent).toContain("Deleted: fox 2");
    page.button("Undo").click();
    expect(page.answer()).toMatchObject([{ kind: "item-restore", item: "p2" }]);
    page.model.set("items", three);
    expect(chosen()).toBe("fox 2, seed 2");
    expect(document.activeElement).toBe(page.options()[1]);
  });

  it("undoes deletions one after the other by Ctrl+Z", async () => {
    await mount();
    page.options()[0]?.focus();
    for (const left of [[item(1), item(2)], [item(1)]]) {
      page.press("Delete");
      page.answer();
      page.model.set("items", left);
    }
    page.press("z", { ctrlKey: true });
    expect(page.answer()).toMatchObject([{ kind: "item-restore", item: "p2" }]);
    page.press("z", { metaKey: true });
    expect(page.answer()).toMatchObject([{ kind: "item-restore", item: "p3" }]);
  });

  it("says what the kernel refuses, and changes nothing", async () => {
    await mount();
    page.button("Delete").click();
    page.answer("There is no such picture.");
    expect(page.part(".hfw-news").textContent).toContain("There is no such picture.");
    expect(page.options()).toHaveLength(3);
  });

  it("keeps its nodes, and the focus, when a picture comes", async () => {
    await mount();
    const nodes = page.options();
    nodes[1]?.click();
    page.model.set("items", [...three, item(4, { pinned: true })]);
    expect(page.options().slice(1)).toEqual(nodes);
    expect(document.activeElement).toBe(nodes[1]);
    expect(page.options()[0]?.getAttribute("aria-label")).toBe("fox 4, seed 4, pinned");
  });

  it.each([
    [0, true],
    [1, true],
    [2, false],
    [3, false],
  ])("of %i is left out where there is nothing to choose from: %s", async (count, left) => {
    await mount({ items: three.slice(0, count) });
    expect(page.part(".hfw-strip").hidden).toBe(left);
    expect(hidden(".hfw-gallery > .hfw-bar")).toBe(left);
    page.model.set("items", [...three.slice(0, count), item(4)]);
    expect(page.part(".hfw-strip").hidden).toBe(count === 0);
  });

  it("gives the focus and its keys to the last picture, and gets it with those brought back", async () => {
    await mount({ items: [item(1), item(2)] });
    const opener = page.part("button.hfw-opener");
    page.options()[0]?.focus();
    page.press("Delete");
    page.answer();
    page.model.set("items", [item(1)]);
    expect(page.part(".hfw-strip").hidden).toBe(true);
    expect(document.activeElement).toBe(opener);
    page.press("z", { ctrlKey: true });
    expect(page.answer()).toMatchObject([{ kind: "item-restore", item: "p2" }]);
    page.model.set("items", [item(1), item(2)]);
    page.press("Delete");
    expect(page.answer()).toMatchObject([{ kind: "item-delete" }]);
    page.model.set("items", [item(1)]);
    opener.focus();
    page.press("Enter");
    expect(page.part<HTMLDialogElement>("dialog").open).toBe(true);
    page.button("Close").click();
    await page.settle();
    expect(document.activeElement).toBe(opener);
  });

  it("asks for small pictures four at a time", async () => {
    await mount({ items: Array.from({ length: 20 }, (_, at) => item(at)) });
    const small = () => asked().filter((id) => id.endsWith("/192"));
    expect(small()).toHaveLength(4);
    page.picture(small()[0] ?? "", { type: "image/webp" }, [bytes("small")]);
    await page.settle();
    expect(small()).toHaveLength(5);
  });
});

describe("what can be done with a picture", () => {
  it("goes to the kernel", async () => {
    await mount();
    page.button("Pin").click();
    page.button("Use these parameters").click();
    expect(page.answer()).toMatchObject([
      { kind: "item-pin", item: "p3", pinned: true },
      { kind: "item-parameters", item: "p3" },
    ]);
    expect(page.part(".hfw-news").textContent).toContain("parameters of this picture");
    page.model.set("items", [item(1), item(3, { pinned: true })]);
    expect(page.button("Pin").getAttribute("aria-pressed")).toBe("true");
    page.button("Download all").click();
    expect(page.model.of("file")).toMatchObject([{ what: { kind: "items" }, format: "zip" }]);
  });

  it("lets the kernel make a PNG of what is none", async () => {
    await mount();
    page.picture("p3", { type: "image/jpeg" }, [bytes("\xff")]);
    page.button("Download").click();
    await page.settle();
    expect(page.model.of("file")).toMatchObject([
      { what: { kind: "item", item: "p3" }, format: "png" },
    ]);
  });

  it("is copied as text with all that made it", async () => {
    await mount();
    const write = vi.fn(() => Promise.resolve());
    vi.stubGlobal("navigator", { ...navigator, clipboard: { writeText: write } });
    page.button("Copy").click();
    [...page.root.querySelectorAll("button")].find((node) => node.textContent === "Copy")?.click();
    expect(write).toHaveBeenCalledWith("fox 3\n768 × 512, seed 3, guidance_scale 7.5, some/model");
  });
});

describe("the overlay", () => {
  const overlay = () => page.part<HTMLDialogElement>("dialog");

  it("opens by Enter, goes on by arrow keys, and gives the focus back", async () => {
    await mount();
    page.options()[0]?.focus();
    page.press("Enter");
    expect(overlay().open).toBe(true);
    expect(overlay().textContent).toContain("1 of 3");
    overlay().dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
    expect(overlay().textContent).toContain("fox 2");
    expect(overlay().textContent).toContain("2 of 3");
    overlay().dispatchEvent(new KeyboardEvent("keydown", { key: "PageUp", bubbles: true }));
    overlay().dispatchEvent(new KeyboardEvent("keydown", { key: "PageUp", bubbles: true }));
    expect(overlay().textContent).toContain("1 of 3");
    page.button("Close").click();
    await page.settle();
    expect(overlay().open).toBe(false);
    expect(document.activeElement).toBe(page.options()[0]);
    expect(overlay().querySelector("canvas")).toBeNull();
  });

  it("deletes and brings back, and closes when nothing is left", async () => {
    await mount({ items: [item(1), item(2)] });
    page.options()[0]?.focus();
    page.press("Enter");
    const press = (key: string, init = {}) =>
      overlay().dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, ...init }));
    press("Delete");
    page.model.set("items", [item(1)]);
    page.answer();
    expect(overlay().textContent).toContain("fox 1");
    expect(overlay().textContent).toContain("Deleted: fox 2");
    expect(overlay().textContent).toContain("1 of 1");
    press("z", { ctrlKey: true });
    page.model.set("items", [item(1), item(2)]);
    page.answer();
    expect(overlay().textContent).toContain("fox 2");
    press("Delete");
    page.model.set("items", [item(1)]);
    press("Delete");
    page.model.set("items", []);
    expect(overlay().open).toBe(false);
    expect(page.root.textContent).toContain("The picture will appear here.");
  });

  it("stays with its picture when another one is made meanwhile", async () => {
    await mount();
    page.part<HTMLButtonElement>("button.hfw-opener").click();
    page.model.set("items", [...three, item(4)]);
    expect(overlay().textContent).toContain("fox 3");
    expect(overlay().textContent).toContain("2 of 4");
  });

  it("keeps Esc from stopping a run", async () => {
    await mount({ items: three, status: "running" });
    page.options()[0]?.click();
    page.press("Enter");
    overlay().dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
    expect(page.model.of("stop")).toEqual([]);
  });
});

it("gives every address of a picture back, also when the view ends", async () => {
  await mount();
  for (const picture of asked()) {
    page.picture(picture, { type: "image/png" }, [bytes("picture")]);
  }
  await page.settle();
  for (const image of page.root.querySelectorAll<HTMLImageElement>(".hfw-tiny")) {
    image.onload?.(new Event("load"));
  }
  // Only the large picture still needs its own.
  expect(addresses.size).toBe(1);
  page.close();
  expect(addresses.size).toBe(0);
  expect(page.model.listening).toBe(0);
});

it("shows hostile prompts as text", async () => {
  const prompt = '<img src=x onerror="alert(1)">';
  await mount({ items: [item(1, { prompt, model: prompt })] });
  expect(page.part("figcaption").textContent).toContain(prompt);
  expect(large().alt).toBe(prompt);
  expect(page.root.querySelectorAll("img[onerror]")).toHaveLength(0);
});

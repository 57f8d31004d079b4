import { expect, it, vi } from "vitest";
import { open, type Page, packed, slide, threeSegments } from "./mounted";

async function answered(traits = {}): Promise<Page> {
  const page = await open("image-segmentation", traits);
  const { output, buffer } = threeSegments();
  await page.answer(output, buffer);
  return page;
}

const shownAlone = (page: Page) => page.part(".hfw-caption").textContent;
const count = (page: Page) => page.part(".hfw-heads > :first-child").textContent;

it("lists every segment with number, label, score and share of the picture", async () => {
  const page = await answered();
  expect(page.read()).toEqual([
    "1 sky 90.0 % 33.3 % of the picture",
    "2 cat 60.0 % 50.0 % of the picture",
    "3 eye no score 2.1 % of the picture",
  ]);
  expect(count(page)).toBe("3 segments");
});

it("shows the picture before there is any answer, without tools and list", async () => {
  const page = await open("image-segmentation");
  expect(page.part(".hfw-viewer").hidden).toBe(false);
  expect(page.part(".hfw-tools").hidden).toBe(true);
  // The list has its place already, so that the picture keeps its own.
  expect(page.part(".hfw-side").hidden).toBe(false);
  expect(page.part(".hfw-side").innerText).toContain("The segments that are found will be listed");
  expect(page.rows()).toEqual([]);
  expect(page.model.of("picture").map(({ picture }) => picture)).toEqual(["p1"]);
});

it("tells on the button how many filters are on, and puts all back", async () => {
  const page = await answered();
  const opener = page.button("Filter");
  expect(opener.textContent).toBe("Filter");
  slide(page.slider("Score at least"), 70);
  slide(page.slider("Area at least"), 90);
  expect(opener.textContent).toBe("Filter2");
  const [first] = page.root.querySelectorAll<HTMLInputElement>("input[type=checkbox]");
  first?.click();
  expect(opener.textContent).toBe("Filter3");
  expect(page.read()).toEqual([]);
  page.button("Show all").click();
  expect(opener.textContent).toBe("Filter");
  expect(page.read()).toHaveLength(3);
});

it("asks for a picture once, also for its answer", async () => {
  const page = await answered();
  expect(page.model.of("picture")).toHaveLength(1);
});

it("decodes a picture once, also for its answer", async () => {
  const page = await answered();
  const { output, buffer } = threeSegments();
  await page.answer(output, buffer);
  expect(page.decoded()).toBe(1);
});

it("shows an answer also when another picture is chosen while it is unpacked", async () => {
  const page = await open("image-segmentation");
  const { image } = page.model.traits.pictures as { image: object };
  const { output, buffer } = threeSegments();
  const coming = page.answer(output, buffer);
  page.model.set("pictures", { image: { ...image, id: "p2", name: "dog.jpg" } });
  await coming;
  expect(page.read()).toHaveLength(3);
  expect(page.part(".hfw-regions").classList.contains("hfw-stale")).toBe(true);
});

it("goes on showing the newest of two answers, whichever is unpacked first", async () => {
  const page = await open("image-segmentation");
  const { output, buffer } = threeSegments();
  page.model.hear({ kind: "end", run: 1, seq: 1, output }, [buffer]);
  const none = { ...output, segments: [], stacks: [[]] };
  await page.answer(none, packed(new Uint8Array(48)));
  await page.settle();
  expect(page.read()).toEqual([]);
});

it("says why a picture cannot be shown, and shows the list all the same", async () => {
  const page = await open("image-segmentation");
  const { output, buffer } = threeSegments();
  vi.stubGlobal("createImageBitmap", async () => {
    throw new DOMException("no", "InvalidStateError");
  });
  await page.answer({ ...output, picture: "p9" }, buffer);
  expect(page.part(".hfw-viewer").hidden).toBe(true);
  expect(page.part(".hfw-regions").textContent).toContain("the browser cannot read it");
  expect(page.read()).toHaveLength(3);
});

it("says so when the model found nothing", async () => {
  const page = await open("image-segmentation");
  const { output } = threeSegments();
  const none = { ...output, segments: [], stacks: [[]] };
  await page.answer(none, packed(new Uint8Array(48)));
  expect(page.part(".hfw-side").textContent).toContain("The model found no segments.");
});

it("shows a segment alone while its row has the focus", async () => {
  const page = await answered();
  const [, cat] = page.rows();
  cat?.focus();
  expect(shownAlone(page)).toBe("2 · cat · score 60.0 % · area 50.0 %");
  cat?.blur();
  expect(shownAlone(page)).toBe("");
});

it("is one tab stop, with arrow keys, Home and End inside", async () => {
  const page = await answered();
  const [sky, cat, eye] = page.rows();
  expect(page.rows().map(({ tabIndex }) => tabIndex)).toEqual([0, -1, -1]);
  sky?.focus();
  for (const [key, expected] of [
    ["ArrowDown", cat],
    ["End", eye],
    ["ArrowDown", eye],
    ["ArrowUp", cat],
    ["Home", sky],
  ] as const) {
    page.press(document.activeElement as Element, key);
    expect(document.activeElement).toBe(expected);
  }
  expect(page.rows().filter(({ tabIndex }) => tabIndex === 0)).toEqual([sky]);
});

it("keeps the focus in the list when another answer comes", async () => {
  const page = await answered();
  page.rows()[1]?.focus();
  const { output, buffer } = threeSegments();
  await page.answer({ ...output }, buffer);
  expect(document.activeElement).toBe(page.rows()[0]);
  await page.answer({ ...output, segments: [], stacks: [[]] }, packed(new Uint8Array(48)));
  expect(document.activeElement).toBe(page.part(".hfw-list"));
});

it("pins a row with Enter, tells Python, and lets go with Escape", async () => {
  const page = await answered();
  const [, cat] = page.rows();
  cat?.focus();
  page.press(cat as Element, "Enter");
  expect(page.model.of("select").map(({ index }) => index)).toEqual([1]);
  expect(cat?.getAttribute("aria-selected")).toBe("true");
  cat?.blur();
  expect(shownAlone(page)).toContain("cat");
  page.press(cat as Element, "Escape");
  expect(page.model.of("select").at(-1)?.index).toBe(null);
  expect(cat?.getAttribute("aria-selected")).toBe("false");
});

it("pins what Python selects, and what was selected before it was shown", async () => {
  const page = await answered({ selected: 2 });
  expect(shownAlone(page)).toContain("eye");
  page.model.set("selected", 0);
  expect(shownAlone(page)).toContain("sky");
  page.model.set("selected", null);
  expect(shownAlone(page)).toBe("");
});

it("takes no notice of a selection that is no segment", async () => {
  const page = await answered();
  page.model.set("selected", 9);
  expect(shownAlone(page)).toBe("");
});

it("hides what has too low a score, but nothing without a score", async () => {
  const page = await answered();
  slide(page.slider("Score at least"), 70);
  expect(page.read().map((row) => row.slice(0, 5))).toEqual(["1 sky", "3 eye"]);
  expect(count(page)).toBe("2 of 3 segments");
});

it("hides what is too small", async () => {
  const page = await answered();
  slide(page.slider("Area at least"), 40);
  expect(page.read()).toHaveLength(2);
  expect(page.slider("Area at least").getAttribute("aria-valuetext")).toBe("6 %");
});

it("filters by label, all and none, and offers a way back from nothing", async () => {
  const page = await answered();
  const box = page.root.querySelectorAll<HTMLInputElement>(".hfw-choice input")[1];
  box?.click();
  expect(page.read().map((row) => row.slice(0, 5))).toEqual(["1 sky", "3 eye"]);
  page.button("None").click();
  expect(page.read()).toEqual([]);
  expect(page.part(".hfw-side").textContent).toContain("The filters hide all 3 segments.");
  page.button("Show all").click();
  expect(page.read()).toHaveLength(3);
  expect(document.activeElement).toBe(page.rows()[0]);
  expect(box?.checked).toBe(true);
});

it("keeps the filters for the next answer", async () => {
  const page = await answered();
  slide(page.slider("Score at least"), 70);
  const { output, buffer } = threeSegments();
  await page.answer({ ...output }, buffer);
  expect(page.read()).toHaveLength(2);
});

it("announces how many are left by a filter", async () => {
  const page = await answered();
  slide(page.slider("Score at least"), 70);
  await new Promise((done) => setTimeout(done, 700));
  expect(page.part(".hfw-hidden[role=status]").textContent).toBe("2 of 3 segments");
});

it("moves the tab stop to a row that is still there", async () => {
  const page = await answered();
  slide(page.slider("Area at least"), 75);
  expect(page.rows().filter(({ tabIndex }) => tabIndex === 0)).toEqual([page.rows()[1]]);
});

it("keeps showing an answer when the input changes, and says of which picture it is", async () => {
  const page = await answered();
  const { image } = page.model.traits.pictures as { image: object };
  page.model.set("pictures", { image: { ...image, id: "p2", name: "dog.jpg" } });
  await page.settle();
  expect(page.part(".hfw-regions").classList.contains("hfw-stale")).toBe(true);
  expect(page.part(".hfw-regions > .hfw-note").textContent).toContain("answer for cat.jpg");
  expect(page.read()).toHaveLength(3);
  page.model.set("pictures", { image });
  expect(page.part(".hfw-regions > .hfw-note").textContent).toBe("");
});

it("keeps what was shown when an answer does not arrive whole, and says so", async () => {
  const page = await answered();
  const { output } = threeSegments();
  await page.answer({ ...output, segments: [] }, packed(new Uint8Array(3)));
  expect(page.part(".hfw-regions > .hfw-note").textContent).toContain("3 bytes for 8 × 6 × 1");
  expect(page.read()).toHaveLength(3);
});

it("keeps what was shown when a run fails", async () => {
  const page = await answered();
  await page.answer(null);
  expect(page.read()).toHaveLength(3);
});

it("asks for exports of the pinned segment only when one is pinned", async () => {
  const page = await answered();
  page.button("Export").click();
  const select = page.part("[aria-label='What to export']") as HTMLSelectElement;
  expect(select.value).toBe("labels");
  expect([...select.options].filter(({ disabled }) => disabled).map(({ value }) => value)).toEqual([
    "cutout",
    "mask",
  ]);
  page.model.set("selected", 1);
  page.button("Export").click();
  page.button("Export").click();
  select.value = "mask";
  page.button("Download").click();
  expect(page.model.of("file").at(-1)).toMatchObject({
    what: { kind: "mask", index: 1 },
    format: "png",
  });
});

it.each([
  ["from Python", (page: Page) => page.model.set("selected", 1)],
  ["by a click", (page: Page) => page.rows()[1]?.click()],
  ["by a key", (page: Page) => page.press(page.rows()[1] as HTMLElement, "Enter")],
])("offers what is pinned %s while the exports are open, until it is let go", async (_, pin) => {
  const page = await answered();
  page.button("Export").click();
  const disabled = () =>
    [...page.root.querySelectorAll<HTMLOptionElement>("[aria-label='What to export'] option")]
      .filter((one) => one.disabled)
      .map(({ value }) => value);
  expect(disabled()).toEqual(["cutout", "mask"]);
  const choice = page.part("[aria-label='What to export']");
  expect(choice.parentElement?.textContent).toContain("pin it first");
  pin(page);
  expect(disabled()).toEqual([]);
  page.model.set("selected", null);
  expect(disabled()).toEqual(["cutout", "mask"]);
});

it("has the kernel write a file, and says what is wrong with the path", async () => {
  const page = await answered();
  page.button("Export").click();
  const path = page.part("[placeholder^='Path']") as HTMLInputElement;
  path.value = "/nowhere/x.npz";
  (page.part("[aria-label='What to export']") as HTMLSelectElement).value = "npz";
  page.press(path, "Enter");
  const [saved] = page.model.of("save");
  expect(saved).toMatchObject({ format: "npz", path: "/nowhere/x.npz" });
  page.model.hear({ kind: "ack", id: saved?.id ?? "", error: "no such folder" });
  expect(page.part(".hfw-export [role=status].hfw-fault").textContent).toBe("no such folder");
});

it("switches between fill, outline and cut-out, each with its own opacity", async () => {
  const page = await answered();
  const opacity = page.slider("Opacity");
  slide(opacity, 20);
  page.button("Outline").click();
  expect(page.button("Outline").getAttribute("aria-pressed")).toBe("true");
  expect(page.button("Fill").getAttribute("aria-pressed")).toBe("false");
  expect(opacity.value).toBe("100");
  page.button("Fill").click();
  expect(opacity.value).toBe("20");
});

it("shows labels as text, whatever they hold", async () => {
  const page = await open("image-segmentation");
  const { output, buffer } = threeSegments();
  const [first, ...rest] = output.segments;
  const label = "<img src=x onerror=alert(1)>";
  await page.answer({ ...output, segments: [{ ...first, label }, ...rest] }, buffer);
  expect(page.rows()[0]?.querySelector(".hfw-label")?.textContent).toBe(label);
  expect(page.root.querySelector("img[src=x]")).toBe(null);
});

it("keeps one decoded picture at a time, and none when it is closed", async () => {
  const page = await answered();
  expect(page.bitmaps()).toBe(1);
  const { output, buffer } = threeSegments();
  await page.answer({ ...output, picture: "p3" }, buffer);
  expect(page.bitmaps()).toBe(1);
  page.close();
  expect(page.bitmaps()).toBe(0);
  expect(page.model.listening).toBe(0);
});

it("lets go of a picture that is decoded only after the widget was closed", async () => {
  const page = await answered();
  const { output, buffer } = threeSegments();
  const late = page.answer({ ...output, picture: "p3" }, buffer);
  page.close();
  await late;
  expect(page.bitmaps()).toBe(0);
});

import { expect, it } from "vitest";
import { open, type Page, slide } from "./mounted";

const item = (label: string, score: number | null, ...box: number[]) => ({
  label,
  score,
  box,
  color: "#336699",
});

async function answered(): Promise<Page> {
  const page = await open("object-detection");
  const items = [
    item("cat", 0.9, 0, 0, 4, 4),
    item("cat", 0.4, 0, 0, 4.2, 4),
    item("dog", null, 5, 1, 7.5, 5),
  ];
  await page.answer({ picture: "p1", items });
  return page;
}

it("lists every object with number, label and score", async () => {
  const page = await answered();
  expect(page.read()).toEqual(["1 cat 90.0 %", "2 cat 40.0 %", "3 dog no score"]);
});

it("hides what overlaps a better one when asked to, by as much as is set", async () => {
  const page = await answered();
  const less = page.slider("by more than");
  expect((less.parentElement as HTMLElement).hidden).toBe(true);
  page.button("Hide what overlaps").click();
  expect(page.read()).toEqual(["1 cat 90.0 %", "3 dog no score"]);
  expect((less.parentElement as HTMLElement).hidden).toBe(false);
  slide(less, 99);
  expect(page.read()).toHaveLength(3);
});

it("exports the crop of the pinned object", async () => {
  const page = await answered();
  page.rows()[2]?.click();
  page.button("Export").click();
  const select = page.part("[aria-label='What to export']") as HTMLSelectElement;
  expect(select.value).toBe("crop");
  page.button("Download").click();
  expect(page.model.of("file")).toMatchObject([{ what: { kind: "box", index: 2 }, format: "png" }]);
});

it("says so when the model found nothing", async () => {
  const page = await open("object-detection");
  await page.answer({ picture: "p1", items: [] });
  expect(page.part(".hfw-side").textContent).toContain("The model found no objects.");
});

it("hands on the pinned object, or the whole picture", async () => {
  const page = await answered();
  page.rows()[0]?.click();
  page.button("Use in").click();
  page.model.answer("targets", {
    targets: [{ target: "new:image-classification", title: "Image classification", detail: "new" }],
  });
  const pieces = [...page.root.querySelectorAll("[role=menu] [role=group]")];
  expect(pieces.map((one) => one.getAttribute("aria-label"))).toEqual(["1 cat", "Picture"]);
  page.part("[role=menuitem]").click();
  expect(page.model.of("use")).toMatchObject([
    { target: "new:image-classification", what: { kind: "box", index: 0 } },
  ]);
});

it.each([
  [7.5, "7.5"],
  [1e300, "1e300"],
  [-0.5, "-0.5"],
  [1e-12, "< 0.1 %"],
  [0.99999, "> 99.9 %"],
  [0, "0 %"],
  [1, "100 %"],
])("writes the score %s by one rule", async (score, words) => {
  const page = await open("object-detection");
  await page.answer({ picture: "p1", items: [item("cat", score, 0, 0, 4, 4)] });
  expect(page.read()).toEqual([`1 cat ${words}`]);
});

it("hides nothing by a threshold of zero, and negative scores by any other", async () => {
  const page = await open("object-detection");
  await page.answer({ picture: "p1", items: [item("cat", -0.5, 0, 0, 4, 4)] });
  expect(page.read()).toHaveLength(1);
  slide(page.slider("Score at least"), 1);
  expect(page.read()).toHaveLength(0);
  slide(page.slider("Score at least"), 0);
  expect(page.read()).toHaveLength(1);
});

it("offers the pinned one for export as soon as it is pinned, and says what is missing", async () => {
  const page = await answered();
  page.button("Export").click();
  const select = page.part("[aria-label='What to export']") as HTMLSelectElement;
  const hint = [...page.root.querySelectorAll<HTMLElement>(".hfw-dim")].find((one) =>
    one.textContent?.includes("pin it first"),
  );
  expect([select.value, hint?.hidden]).toEqual(["coco", false]);
  page.rows()[1]?.click();
  expect([select.value, hint?.hidden, select.options[0]?.disabled]).toEqual(["crop", true, false]);
  page.rows()[1]?.click();
  expect([select.value, hint?.hidden]).toEqual(["coco", false]);
});

it("isolates nothing when rows with the focus are replaced by those of a new answer", async () => {
  const page = await answered();
  page.rows()[2]?.focus();
  await page.answer({ picture: "p1", items: [item("a", 1, 0, 0, 4, 4), item("b", 1, 4, 0, 8, 4)] });
  expect(page.root.querySelector(".hfw-on")).toBe(null);
  expect(page.part(".hfw-caption").textContent).toBe("");
  page.press(page.rows()[0] as HTMLElement, "ArrowDown");
  expect(page.part(".hfw-caption").textContent).toContain("2 · b");
});

it.each([
  ["the last run failed", { status: "error" }, "the last one failed"],
  ["the last run was stopped", { status: "stopped" }, "was stopped"],
  ["another model is chosen", { model: "other/one" }, "the recommended model"],
])("marks an answer as an earlier one when %s", async (_, traits, words) => {
  const page = await open("object-detection");
  const items = [item("cat", 0.9, 0, 0, 4, 4)];
  await page.answer({ picture: "p1", model: null, items });
  expect(page.root.querySelector(".hfw-stale")).toBe(null);
  for (const [name, value] of Object.entries(traits)) {
    page.model.set(name as "status", value as "error");
  }
  expect(page.part(".hfw-stale").textContent).toContain(words);
});

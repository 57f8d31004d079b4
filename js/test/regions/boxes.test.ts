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
  page.model.hear({
    kind: "targets",
    view: page.view,
    targets: [{ target: "new:image-classification", title: "Image classification", detail: "new" }],
  });
  const pieces = [...page.root.querySelectorAll("[role=menu] [role=group]")];
  expect(pieces.map((one) => one.getAttribute("aria-label"))).toEqual(["1 cat", "Picture"]);
  page.part("[role=menuitem]").click();
  expect(page.model.of("use")).toMatchObject([
    { target: "new:image-classification", what: { kind: "box", index: 0 } },
  ]);
});

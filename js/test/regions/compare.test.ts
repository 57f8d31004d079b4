import { expect, it, vi } from "vitest";
import { open, type Page } from "./mounted";

const made = { id: "m1", width: 16, height: 12, type: "image/webp", size: 4 };
const bytes = () => new DataView(new Uint8Array([1, 2, 3, 4]).buffer);

async function answered(): Promise<Page> {
  const page = await open("image-to-image");
  await page.answer({ picture: "p1", made }, bytes());
  return page;
}

const divider = (page: Page) => page.part(".hfw-divider");

it("offers nothing to compare before there is a result", async () => {
  const page = await open("image-to-image");
  expect(divider(page).hidden).toBe(true);
  expect(page.button("Use result as input").hidden).toBe(true);
});

it("moves the border between before and after by keys", async () => {
  const page = await answered();
  const slider = divider(page);
  const values = ["ArrowRight", "PageUp", "End", "ArrowUp", "ArrowLeft", "PageDown", "Home"].map(
    (key) => {
      expect(page.press(slider, key).defaultPrevented).toBe(true);
      return slider.getAttribute("aria-valuenow");
    },
  );
  expect(values).toEqual(["52", "62", "100", "100", "98", "88", "0"]);
  expect(slider.getAttribute("aria-valuetext")).toBe("0 % before");
});

it("says the sizes of both pictures", async () => {
  const page = await answered();
  expect(page.part(".hfw-compare").textContent).toContain("8 × 6 before, 16 × 12 after");
});

it("makes the result the next input", async () => {
  const page = await answered();
  page.button("Use result as input").click();
  expect(page.model.of("use")).toMatchObject([{ target: "self", what: { kind: "made" } }]);
});

it("downloads the bytes that the server sent, without asking the kernel", async () => {
  const page = await answered();
  const kept: Blob[] = [];
  vi.spyOn(URL, "createObjectURL").mockImplementation((blob) => {
    kept.push(blob as Blob);
    return "blob:x";
  });
  page.button("Download").click();
  expect([...new Uint8Array(await (kept[0] as Blob).arrayBuffer())]).toEqual([1, 2, 3, 4]);
  expect(kept[0]?.type).toBe("image/webp");
  expect(page.model.of("file")).toEqual([]);
});

it("needs no second crossing when the result becomes the input", async () => {
  const page = await answered();
  const { image } = page.model.traits.pictures as { image: object };
  page.model.set("pictures", { image: { ...image, id: "m1" } });
  await page.answer({ picture: "m1", made: { ...made, id: "m2" } }, bytes());
  expect(page.model.of("picture").map(({ picture }) => picture)).toEqual(["p1"]);
});

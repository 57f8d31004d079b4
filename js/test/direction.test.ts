// Boxes for long texts: the browser's look for a direction takes seconds at each key of a megabyte.
import { expect, it } from "vitest";
import { area, write } from "../src/lib/direction";

const LONG = "word ".repeat(10_000);
const typed = (box: HTMLTextAreaElement, data: string | null) =>
  box.dispatchEvent(new InputEvent("beforeinput", { data }));

it.each([
  ["made with", () => area({ value: LONG })],
  [
    "given",
    () => {
      const box = area({});
      write(box, LONG);
      return box;
    },
  ],
  [
    "pasted into",
    () => {
      const box = area({});
      typed(box, LONG);
      box.value = LONG;
      return box;
    },
  ],
])("leaves the direction to the page in a box that a long text is %s", (_, make) => {
  const box = make();
  expect([box.dir, box.value]).toEqual(["", LONG]);
  typed(box, "x");
  expect(box.dir).toBe("");
  write(box, "short");
  expect(box.dir).toBe("auto");
});

it("looks for the direction of what is short, and keeps what else a box is told", () => {
  const box = area({ rows: 3, "aria-label": "text", value: "\u05e9" });
  expect(box.dir).toBe("auto");
  expect([box.getAttribute("rows"), box.getAttribute("aria-label")]).toEqual(["3", "text"]);
  typed(box, null);
  expect(box.dir).toBe("auto");
});

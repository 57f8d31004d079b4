import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ExampleNews, ExamplesNews, ShownExample } from "../src/protocol";
import { bring } from "./brought";
import { type Mounted, mountIdle } from "./mounted";

let task: Mounted;
beforeEach(async () => {
  task = mountIdle({ prompt: "a" });
  await bring(task);
  task.button("Examples").click();
});
afterEach(() => {
  task.close();
});

const panel = () => task.part(".hfw-further:not([hidden])");
const items = () => [...panel().querySelectorAll("li")];
const press = (name: string) =>
  [...panel().querySelectorAll("button")].find((one) => one.textContent === name)?.click();
const example = (key: string, said: string, more: Partial<ShownExample> = {}): ShownExample => ({
  key,
  title: "",
  fields: [{ name: "prompt", said }],
  picture: null,
  ...more,
});

const use = (at: number) => items()[at]?.querySelector("button")?.click();

/** The kernel tells the examples of one of the two questions: those that are here, or the card's. */
async function told(card: boolean, more: Partial<ExamplesNews>, pictures: ArrayBuffer[] = []) {
  const call = task.model.of("examples").findLast((one) => one.card === card);
  const news = { examples: [], model: null, lack: null, left: 0, ...more };
  task.model.hear(
    { kind: "examples", id: call?.id ?? "", ...news },
    pictures.map((one) => new DataView(one)),
  );
  await task.settle();
}

/** The kernel has put something into the form. */
async function changed(kind: "example-use" | "example-back", more: Partial<ExampleNews>) {
  await vi.waitFor(() => expect(task.model.of(kind)).toHaveLength(1));
  task.model.answer(kind, { kept: null, back: null, left: 0, ...more });
  await task.settle();
}

describe("examples", () => {
  it("are asked for where they are and at the card at once, and shown as they come", async () => {
    expect(task.model.of("examples").map(({ card }) => card)).toEqual([false, true]);
    expect(panel().textContent).toContain("Reading the model's card…");
    await told(false, { examples: [example("task#0", "Once")] });
    expect(items().map((one) => one.textContent)).toEqual(["prompt OnceUse"]);
    await told(true, { model: "a/b", examples: [example("card a/b#0", "Two")] });
    expect(panel().textContent).toContain("From the card of a/b");
    expect(items()).toHaveLength(2);
    expect(panel().textContent).not.toContain("…");
  });

  it("are text, whatever a card says", async () => {
    const words = "<script>alert(1)</script><img src=x onerror=alert(1)>";
    const one = example("card#0", words, { title: words });
    await told(true, { model: words, examples: [one] });
    expect(panel().querySelectorAll("script, img")).toHaveLength(0);
    expect(items()[0]?.textContent).toBe(`${words}prompt ${words}Use`);
    expect(items()[0]?.querySelector("button")?.getAttribute("aria-label")).toBe(`Use: ${words}`);
    await told(false, { lack: words });
    expect(panel().querySelectorAll("script, img")).toHaveLength(0);
  });

  it("have their pictures small, which are freed when others come", async () => {
    const made = vi.spyOn(URL, "createObjectURL").mockReturnValue("blob:one");
    const freed = vi.spyOn(URL, "revokeObjectURL");
    const one = example("own#0", "a.png, 8 x 8", { picture: 0 });
    await told(false, { examples: [example("own#1", "b"), one] }, [new ArrayBuffer(4)]);
    expect(made).toHaveBeenCalledTimes(1);
    expect(items().map((li) => li.querySelector("img")?.getAttribute("src"))).toEqual([
      undefined,
      "blob:one",
    ]);
    press("Close");
    task.button("Examples").click();
    await told(false, { examples: [] });
    expect(freed).toHaveBeenCalledWith("blob:one");
  });

  it("say why there are none", async () => {
    await told(false, {});
    await told(true, { lack: "the Hub knows no such model" });
    expect(panel().textContent).toContain("There are none for this task");
    expect(panel().textContent).toContain("the Hub knows no such model");
    press("Close");
    task.button("Examples").click();
    await told(true, { model: "a/b" });
    expect(panel().textContent).toContain("The model's card has none for this task.");
  });

  it("go into the form after what was typed, and what stood there is offered back", async () => {
    const back = task.button("Put back");
    expect(back.hidden).toBe(true);
    await told(false, { examples: [example("task#0", "Once"), example("task#1", "Twice")] });
    task.type("prompt", "typed just now");
    use(1);
    await changed("example-use", { kept: 1, left: 1 });
    expect(task.model.of("edit").at(-1)?.values).toEqual({ prompt: "typed just now" });
    expect(task.model.of("example-use")).toMatchObject([{ key: "task#1", faulty: false }]);
    expect(panel().textContent).toContain("Put back brings what was there before");
    expect(back.hidden).toBe(false);
    back.click();
    await changed("example-back", { back: 1, left: 0 });
    expect(back.hidden).toBe(true);
    expect(document.activeElement).toBe(panel().querySelector("b"));
    expect(panel().textContent).toContain("What was in the form before is back.");
  });

  it("come back with what could not be sent, at fault as it was", async () => {
    await told(false, { examples: [example("task#0", "Once")] });
    task.type("top_k", "many");
    use(0);
    await changed("example-use", { kept: 7, left: 1 });
    expect(task.model.of("example-use")).toMatchObject([{ faulty: true }]);
    task.type("top_k", "5");
    task.button("Put back").click();
    await changed("example-back", { back: 7, left: 0 });
    expect(task.field("top_k").value).toBe("many");
    expect(task.field("top_k").getAttribute("aria-invalid")).toBe("true");
  });

  it("tell why one cannot be used, and leave the form alone", async () => {
    await told(false, { examples: [example("own#0", "a.png")] });
    use(0);
    await vi.waitFor(() => expect(task.model.of("example-use")).toHaveLength(1));
    task.model.answer("example-use", { error: "a.png is not there any more" });
    await task.settle();
    expect(panel().textContent).toContain("a.png is not there any more");
    expect(task.field("prompt").value).toBe("a");
    expect(task.button("Put back").hidden).toBe(true);
  });

  it("are not asked for before the panel is opened, and anew each time it is", async () => {
    expect(task.model.of("examples")).toHaveLength(2);
    press("Close");
    expect(document.activeElement).toBe(task.button("More"));
    task.button("Examples").click();
    expect(task.model.of("examples")).toHaveLength(4);
    expect(document.activeElement).toBe(panel().querySelector("b"));
  });
});

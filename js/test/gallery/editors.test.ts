import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { item, type MountedGallery, mountGallery, standIn } from "./mounted_gallery";

let page: MountedGallery;
beforeEach(() => {
  standIn();
  page = mountGallery();
});
afterEach(() => {
  page.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const field = (name: string) => page.part<HTMLInputElement>(`[id$="-${name}"]`);
const type = (name: string, text: string) => {
  field(name).value = text;
  field(name).dispatchEvent(new Event("input", { bubbles: true }));
};
const lock = () => page.button("Lock");
const edits = () => page.model.of("edit");

describe("the seed", () => {
  it("shows the one that was drawn, and can be locked to it", () => {
    page.model.set("seed", 42);
    expect(field("seed").value).toBe("42");
    expect(lock().getAttribute("aria-pressed")).toBe("false");
    lock().click();
    expect(edits()).toEqual([{ kind: "edit", values: {}, randomize: false }]);
    expect(lock().getAttribute("aria-pressed")).toBe("true");
    lock().click();
    expect(edits().at(-1)).toEqual({ kind: "edit", values: {}, randomize: true });
  });

  it("stays when somebody types or draws one, and is drawn again when it is emptied", () => {
    type("seed", "7");
    expect(lock().getAttribute("aria-pressed")).toBe("true");
    type("seed", "");
    expect(edits().map(({ randomize }) => randomize)).toEqual([false, true]);
    page.part<HTMLButtonElement>(".hfw-dice").click();
    expect(lock().getAttribute("aria-pressed")).toBe("true");
    expect(Number(field("seed").value)).toBeGreaterThanOrEqual(0);
  });

  it("follows what Python says", () => {
    page.model.set("randomize", false);
    expect(lock().getAttribute("aria-pressed")).toBe("true");
    expect(edits()).toEqual([]);
  });
});

describe("the size", () => {
  const sizes = () => page.part<HTMLSelectElement>(".hfw-sizes");

  it("stands with both fields, in front of them, and has a name", () => {
    const group = sizes().closest("fieldset") as HTMLElement;
    const controls = [...group.querySelectorAll("select, input")];
    expect(controls).toEqual([sizes(), field("width"), field("height")]);
    expect(sizes().labels?.[0]?.textContent).toContain("common sizes");
  });

  it("is chosen for both fields at once", () => {
    vi.useFakeTimers();
    sizes().value = "768x512";
    sizes().dispatchEvent(new Event("change"));
    expect([field("width").value, field("height").value]).toEqual(["768", "512"]);
    vi.advanceTimersByTime(200);
    expect(edits()).toEqual([{ kind: "edit", values: { width: 768, height: 512 } }]);
    sizes().value = "x";
    sizes().dispatchEvent(new Event("change"));
    expect([field("width").value, field("height").value]).toEqual(["", ""]);
  });

  it("may be any other, which the choice calls custom", () => {
    type("width", "768");
    expect(sizes().value).toBe("custom");
    type("height", "512");
    expect(sizes().value).toBe("768x512");
    page.model.set("height", 520);
    expect(sizes().value).toBe("custom");
    page.model.set("height", null);
    page.model.set("width", null);
    expect(sizes().value).toBe("x");
  });
});

describe("parameters from a PNG", () => {
  const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];
  const chunk = (name: string, text: string) => [
    0,
    0,
    0,
    text.length,
    ...Buffer.from(name + text),
    0,
    0,
    0,
    0,
  ];
  const drop = async (...files: File[]) => {
    const event = new Event("drop", { bubbles: true, cancelable: true });
    Object.assign(event, { dataTransfer: { types: ["Files"], files } });
    page.part(".hfw-gallery").dispatchEvent(event);
    await page.settle();
    return event;
  };
  const png = (...chunks: number[][]) =>
    new File([new Uint8Array([...SIGNATURE, ...chunks.flat()])], "fox.png");

  it("are sent without the pixels, and taken over", async () => {
    const file = png(
      chunk("IHDR", "x"),
      chunk("tEXt", "parameters\0a fox"),
      chunk("IDAT", "pixels"),
    );
    const event = await drop(file);
    expect(event.defaultPrevented).toBe(true);
    const at = page.model.sent.findIndex(({ kind }) => kind === "from-png");
    expect(page.model.sent[at]).toMatchObject({ name: "fox.png" });
    const sent = Buffer.from(page.model.buffers[at]?.[0] ?? []).toString("latin1");
    expect(sent).toContain("parameters\0a fox");
    expect(sent).not.toContain("pixels");
    page.answer();
    expect(page.part(".hfw-news").textContent).toContain("parameters of “fox.png”");
  });

  it("are missed in a PNG without texts, and in what is no PNG, with a way out", async () => {
    await drop(png(chunk("IHDR", "x")));
    expect(page.part(".hfw-news").textContent).toContain("“fox.png” carries no parameters");
    await drop(new File(["GIF89a"], "fox.gif"));
    expect(page.part(".hfw-news").textContent).toContain("“fox.gif” is no PNG file");
    expect(page.model.of("from-png")).toEqual([]);
  });

  it("are those of the first of several files, and it is said", async () => {
    await drop(png(chunk("IHDR", "x")), new File(["x"], "other.png"));
    expect(page.part(".hfw-news").textContent).toContain("“fox.png” carries no parameters");
    expect(page.part(".hfw-news").textContent).toContain("the others were not");
  });

  it.each(["\u202egnp.exe", "a\u2066b.png", "line\nbreak.png"])(
    "name a file so that %j reads as it is written",
    async (name) => {
      await drop(new File(["GIF89a"], name));
      const told = page.part(".hfw-news").textContent ?? "";
      expect(told).not.toContain(name);
      expect(told).toMatch(/\\(u20..|n)/);
    },
  );

  it("are refused with the kernel's words", async () => {
    await drop(png(chunk("IHDR", "x"), chunk("tEXt", "Author\0me")));
    page.answer("fox.png holds no prompt.");
    expect(page.part(".hfw-news").textContent).toContain("fox.png holds no prompt.");
  });
});

it("gives a downloaded PNG all that made the picture", async () => {
  const { pngTexts, fileName } = await import("../../src/gallery/caption");
  const one = item(42, {
    prompt: 'A "red" fox, asleep!',
    parameters: {
      negative_prompt: "rain",
      num_inference_steps: 20,
      scheduler: "DDIM: fast",
      seed: 42,
    },
  });
  expect(pngTexts(one)).toEqual({
    parameters:
      'A "red" fox, asleep!\nNegative prompt: rain\nSteps: 20, Sampler: "DDIM: fast", Seed: 42, Model: some/model, Size: 768x512',
    hfwidgets: JSON.stringify({ prompt: one.prompt, model: "some/model", ...one.parameters }),
  });
  expect(fileName(one)).toBe("a-red-fox-asleep-42");
  expect(fileName(item(1, { prompt: "../../…", seed: null }))).toBe("picture-p1");
});

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeModel } from "./fake_model";
import widgets from "./fixtures/widgets.json";
import { type Mounted, mount, mountIdle, useClock } from "./mounted";

let task: Mounted;
beforeEach(() => {
  useClock();
  task = mountIdle({ prompt: "Once", max_new_tokens: 20 });
});
afterEach(() => {
  task.close();
  vi.useRealTimers();
});
const edits = () => task.model.of("edit").map(({ values }) => values);
const fault = (name: string) => {
  const [id] = task.field(name).getAttribute("aria-describedby")?.split(" ") ?? [];
  return task.part(`[id="${id}"]`).textContent;
};

it("shows the values of the traits, and unset as unset", () => {
  expect(task.field("prompt").value).toBe("Once");
  expect(task.field("max_new_tokens").value).toBe("20");
  expect(task.field("temperature").value).toBe("");
  expect(task.field("temperature").placeholder).toBe("not set");
  expect(task.field("do_sample").value).toBe("");
});

it("sends an edit once typing pauses", () => {
  task.type("prompt", "Once u");
  vi.advanceTimersByTime(100);
  task.type("prompt", "Once upon");
  vi.advanceTimersByTime(149);
  expect(edits()).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(edits()).toEqual([{ prompt: "Once upon" }]);
});

it("sends what was typed also when the view goes away first", () => {
  task.type("model", "a/b");
  task.close();
  expect(edits()).toEqual([{ model: "a/b" }]);
});

it("sends null for what was emptied", () => {
  task.type("max_new_tokens", "");
  vi.advanceTimersByTime(200);
  expect(edits()).toEqual([{ max_new_tokens: null }]);
});

it("follows a change from Python", () => {
  task.model.set("temperature", 0.5);
  expect(task.field("temperature").value).toBe("0.5");
  task.model.set("temperature", null);
  expect(task.field("temperature").value).toBe("");
});

describe("a field that is being typed into", () => {
  it("is not overwritten by a change from elsewhere", () => {
    task.type("prompt", "Once upon a");
    task.model.set("prompt", "Twice");
    expect(task.field("prompt").value).toBe("Once upon a");
  });

  it("is not set back by the echo of an older edit", () => {
    task.type("prompt", "a");
    vi.advanceTimersByTime(200);
    task.type("prompt", "ab");
    vi.advanceTimersByTime(200);
    task.model.set("prompt", "a");
    expect(task.field("prompt").value).toBe("ab");
    task.model.set("prompt", "ab");
    task.model.set("prompt", "from Python");
    expect(task.field("prompt").value).toBe("from Python");
  });

  it("shows what Python sets once its own text has arrived, or was what Python had", () => {
    task.type("prompt", "Once u");
    task.type("prompt", "Once");
    vi.advanceTimersByTime(200);
    expect(edits()).toEqual([{ prompt: "Once" }]);
    task.model.set("prompt", "from Python");
    expect(task.field("prompt").value).toBe("from Python");
    task.type("prompt", "mine");
    vi.advanceTimersByTime(200);
    task.model.set("prompt", "mine");
    task.model.set("prompt", "from Python again");
    expect(task.field("prompt").value).toBe("from Python again");
  });

  it("keeps a value at fault while it has the focus, and shows Python's when it is left", () => {
    task.type("temperature", "0.5x");
    vi.advanceTimersByTime(200);
    task.model.set("temperature", 0.25);
    expect(task.field("temperature").value).toBe("0.5x");
    task.field("temperature").blur();
    expect(task.field("temperature").value).toBe("0.25");
    expect(task.field("temperature").getAttribute("aria-invalid")).toBe(null);
  });

  it("keeps what Python refused or has not got yet when it is left", () => {
    task.type("prompt", "typed while the kernel is busy");
    vi.advanceTimersByTime(200);
    task.field("prompt").blur();
    expect(task.field("prompt").value).toBe("typed while the kernel is busy");
    task.type("temperature", "-1");
    task.field("temperature").blur();
    expect(task.field("temperature").value).toBe("-1");
  });

  it("is right again when it is left, if Python made another value of what was typed", () => {
    task.type("prompt", "half \ud83d");
    vi.advanceTimersByTime(200);
    task.model.set("prompt", "half ?");
    expect(task.field("prompt").value).toBe("half \ud83d");
    task.field("prompt").blur();
    expect(task.field("prompt").value).toBe("half ?");
  });

  it("keeps its caret where its own text comes back", () => {
    const field = task.field<HTMLTextAreaElement>("prompt");
    task.type("prompt", "ab cd");
    field.setSelectionRange(2, 2);
    vi.advanceTimersByTime(200);
    task.model.set("prompt", "ab cd");
    expect(field.selectionStart).toBe(2);
  });
});

describe.each([
  ["text", "text-generation", "prompt", "Twice", (value: string) => value],
  ["integer", "text-generation", "max_new_tokens", 7, String],
  ["number", "text-generation", "temperature", 0.25, String],
  ["boolean", "text-generation", "do_sample", true, String],
  ["model", "text-generation", "model", "a/b", (value: string) => value],
  [
    "object",
    "translation",
    "generate_parameters",
    { "1": 2 },
    (one: object) => JSON.stringify(one, null, 2),
  ],
] as const)("a field of kind %s", (_kind, name, field, value, shown) => {
  it("shows at once what Python sets, with and without the focus", () => {
    const other = mount(new FakeModel({}, name));
    for (const focused of [false, true]) {
      other.model.set(field, null);
      expect(other.field(field).value).toBe("");
      if (focused) {
        other.field(field).focus();
      }
      other.model.set(field, value);
      expect(other.field(field).value).toBe((shown as (one: unknown) => string)(value));
    }
    other.close();
  });
});

it("shows at once a list that Python sets, and keeps the text that is half typed beside it", () => {
  const field = task.field("stop_sequences");
  field.focus();
  field.value = "half";
  task.model.set("stop_sequences", ["a", "b"]);
  const chips = [...task.root.querySelectorAll(".hfw-chip")].map((node) => node.textContent);
  expect(chips).toEqual(["a", "b"]);
  expect(field.value).toBe("half");
});

it("leaves the direction of a long text to the page: looking for it takes seconds", () => {
  const field = task.field<HTMLTextAreaElement>("prompt");
  expect(field.dir).toBe("auto");
  task.model.set("prompt", "word ".repeat(10_000));
  expect(field.dir).toBe("");
  task.model.set("prompt", "short");
  field.dispatchEvent(new InputEvent("beforeinput", { data: "x" }));
  expect(field.dir).toBe("auto");
  field.dispatchEvent(new InputEvent("beforeinput", { data: "x".repeat(30_000) }));
  expect(field.dir).toBe("");
});

it("marks a value out of range where it is, with value, rule and way out", () => {
  task.type("top_p", "1");
  expect(task.field("top_p").getAttribute("aria-invalid")).toBe("true");
  expect(fault("top_p")).toBe("“1” is not a number above 0 and below 1. Change or reset it.");
  vi.advanceTimersByTime(200);
  expect(edits()).toEqual([]);
  task.type("top_p", "0.9");
  expect(task.field("top_p").hasAttribute("aria-invalid")).toBe(false);
  expect(fault("top_p")).toBe("");
});

it("names each parameter's help to screen readers, and shows it for the one in hand", () => {
  const field = task.field("temperature");
  const ids = field.getAttribute("aria-describedby")?.split(" ") ?? [];
  const help = task.part(`[id="${ids[1]}"]`).textContent;
  const form = widgets["text-generation"];
  const { help: own } = form.fields.find(({ name }) => name === "temperature") ?? {};
  expect(help).toBe(`${own} It is a number above 0.`);
  field.dispatchEvent(new Event("focusin", { bubbles: true }));
  expect(task.part(".hfw-help").textContent).toBe(`temperature: ${help}`);
});

it("counts the parameters that are set, and resets one or all", () => {
  const badge = () => task.part(".hfw-badge").textContent;
  expect(badge()).toBe("1");
  task.type("temperature", "0.5");
  expect(badge()).toBe("2");
  task.button("Reset temperature").click();
  expect(task.field("temperature").value).toBe("");
  expect(badge()).toBe("1");
  task.button("Reset all").click();
  vi.advanceTimersByTime(200);
  expect(badge()).toBe("");
  expect(edits().at(-1)).toMatchObject({ max_new_tokens: null });
});

it.each([
  [
    "text-generation",
    { Sampling: 7, "Length and stopping": 3, Penalties: 1, Answer: 5 },
    ["max_new_tokens", "truncate", "stop_sequences"],
  ],
  ["text-to-image", { Size: 2, Sampling: 3 }, ["width", "height"]],
  ["chat-completion", { Penalties: 2 }, ["frequency_penalty", "presence_penalty"]],
] as const)("groups the parameters of %s under headings", (name, counts, together) => {
  const other = mount(new FakeModel({ randomize: true }, name));
  const groups = [...other.root.querySelectorAll("fieldset")];
  const found = Object.fromEntries(
    groups.map((one) => [one.querySelector("legend")?.textContent, one]),
  );
  for (const [title, count] of Object.entries(counts)) {
    expect(found[title]?.querySelectorAll("[data-kind]")).toHaveLength(count);
  }
  const names = groups.map((one) =>
    [...one.querySelectorAll("[data-kind] > label")].map((label) => label.textContent),
  );
  expect(names).toContainEqual(together);
  other.close();
});

it("has what is written across stand in front, in no group", () => {
  const other = mount(new FakeModel({ randomize: true }, "text-to-image"));
  const [first] = other.root.querySelectorAll(".hfw-grid [data-kind]");
  expect(first?.textContent).toContain("negative_prompt");
  expect(first?.closest("fieldset")).toBe(null);
  other.close();
});

it.each(["decoder_input_details", "max_new_tokens", "stop_sequences", "seed"])(
  "breaks the name %s after its underscores only",
  (name) => {
    const label = task.part(`label[for$="-${name}"]`);
    expect(label.innerHTML.replaceAll(' class=""', "")).toBe(name.replaceAll("_", "_<wbr>"));
  },
);

it("draws a seed and shows it", () => {
  vi.spyOn(Math, "random").mockReturnValue(0.5);
  task.button("Draw a random seed").click();
  expect(task.field("seed").value).toBe("2147483648");
  vi.advanceTimersByTime(200);
  expect(edits()).toEqual([{ seed: 2147483648 }]);
});

it("shows a seed it cannot hold and leaves it to Python", async () => {
  task.model.set("seed", 2 ** 63);
  expect(task.field("seed").value).toBe("≈ 9223372036854776000");
  task.button("Run").click();
  await task.settle();
  expect(task.model.of("run")[0]?.values).not.toHaveProperty("seed");
});

it("has two choices for a yes-or-no, and one that is neither and says what it means", () => {
  const labels = (name: string) =>
    [...task.field<HTMLSelectElement>(name).options].map(({ text }) => text);
  expect(labels("do_sample")).toEqual(["not set (false)", "true", "false"]);
  expect(labels("stream")).toEqual(["not set (true)", "true", "false"]);
  const other = mount(new FakeModel({}, "chat-completion"));
  const plain = other.field<HTMLSelectElement>("logprobs");
  expect([...plain.options].map(({ text }) => text)).toEqual(["not set", "true", "false"]);
  other.close();
});

it("keeps a yes-or-no of three states", () => {
  const field = task.field<HTMLSelectElement>("do_sample");
  for (const [value, wanted] of [
    ["true", true],
    ["false", false],
    ["", null],
  ] as const) {
    field.value = value;
    field.dispatchEvent(new Event("change"));
    vi.advanceTimersByTime(200);
    expect(edits().at(-1)).toEqual({ do_sample: wanted });
  }
});

describe("stop sequences", () => {
  const chips = () => [...task.root.querySelectorAll(".hfw-chip")].map((node) => node.textContent);
  const add = (text: string) => {
    task.type("stop_sequences", text);
    task.press(task.field("stop_sequences"), "Enter");
  };

  it("are chips that show escapes, and values that hold what they mean", () => {
    add("\\n\\n");
    add("User:");
    expect(chips()).toEqual(["\\n\\n", "User:"]);
    vi.advanceTimersByTime(200);
    expect(edits().at(-1)).toEqual({ stop_sequences: ["\n\n", "User:"] });
  });

  it("come back from Python as they were typed", () => {
    task.model.set("stop_sequences", ["\t", "\u202e"]);
    expect(chips()).toEqual(["\\t", "\\u202e"]);
  });

  it("stay when the echo of the first comes after the second was sent, wherever the focus is", () => {
    add("a");
    vi.advanceTimersByTime(200);
    add("b");
    vi.advanceTimersByTime(200);
    (document.activeElement as HTMLElement).blur();
    task.model.set("stop_sequences", ["a"]);
    task.field("stop_sequences").dispatchEvent(new Event("blur"));
    expect(chips()).toEqual(["a", "b"]);
    task.model.set("stop_sequences", ["a", "b"]);
    expect(chips()).toEqual(["a", "b"]);
    // From then on Python may say what it said before.
    task.model.set("stop_sequences", ["a"]);
    expect(chips()).toEqual(["a"]);
  });

  it("are what Python makes of them, once it has answered the last", () => {
    add("a");
    vi.advanceTimersByTime(200);
    add("b");
    vi.advanceTimersByTime(200);
    (document.activeElement as HTMLElement).blur();
    task.model.set("stop_sequences", ["A", "B"]);
    expect(chips()).toEqual(["A", "B"]);
  });

  it("go one by one with Backspace in the empty box, and each by its button", () => {
    task.model.set("stop_sequences", ["a", "b", "c"]);
    task.press(task.field("stop_sequences"), "Backspace");
    expect(chips()).toEqual(["a", "b"]);
    task.button("Remove a").click();
    expect(chips()).toEqual(["b"]);
    task.press(task.field("stop_sequences"), "Backspace");
    vi.advanceTimersByTime(200);
    expect(edits().at(-1)).toEqual({ stop_sequences: null });
  });

  it("are taken from the box also without Enter", () => {
    task.type("stop_sequences", "END");
    task.field("stop_sequences").dispatchEvent(new Event("blur"));
    expect(chips()).toEqual(["END"]);
  });
});

it("has no panel of parameters where a task has none", () => {
  const other = mount(new FakeModel({}, "object-detection"));
  expect(() => other.button("Parameters")).toThrow("no button Parameters");
  expect(task.button("Parameters").hidden).toBe(false);
  other.close();
});

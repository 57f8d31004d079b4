import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { jsonFault } from "../src/lib/json_fault";
import { FakeModel } from "./fake_model";
import widgets from "./fixtures/widgets.json";
import { type Mounted, mount, useClock } from "./mounted";

describe("a text that is no JSON is told where it stops being it", () => {
  it.each([
    ["", 1, 1, "value", ""],
    ["{'a': 1}", 1, 2, "name", "'"],
    ['{"a": 1,}', 1, 9, "name", "}"],
    ["[1, 2,]", 1, 7, "value", "]"],
    ['{"a" 1}', 1, 6, "colon", "1"],
    ['[\n  {"a": True}\n]', 2, 9, "value", "True"],
    ['[\n  {"a": 1\n  "b": 2}\n]', 3, 3, "comma", '"'],
    ['{"a": [1, 2}', 1, 12, "comma", "}"],
    ['{"a": {', 1, 8, "name", ""],
    ['{"a": 1', 1, 8, "comma", ""],
    ["{} {}", 1, 4, "end", "{"],
    ["12 34", 1, 4, "end", "34"],
    ['{"a": "b\nc"}', 1, 9, "quote", "\n"],
    ['{"a": "\\d"}', 1, 8, "quote", "\\d"],
    ['["😀😀", x]', 1, 8, "value", "x"],
    ['["never closed', 1, 15, "quote", ""],
    ["01", 1, 2, "end", "1"],
    ["[\u00a01]", 1, 2, "value", "\u00a0"],
    ['{"seed": 9007199254740993}', 1, 10, "exact", "9007199254740993"],
    ["[-1e999]", 1, 2, "exact", "-1e999"],
  ])("%j", (text, line, column, wanted, found) => {
    expect(jsonFault(text)).toEqual({ line, column, wanted, found });
  });
});

it("takes what JSON.parse takes, and nothing else", () => {
  const seeds = [
    '{"a": [1, -2.5e3, "\\u00e9\\n"], "b": {"c": null}}',
    "[[], {}, true, false]",
    '"x"',
  ];
  const letters = [..."{}[],:\"\\ \n1-.eEtfn'x\u0001\u00a0"];
  let state = 7;
  const chance = (below: number) => {
    state = (state * 48271) % 0x7fffffff;
    return state % below;
  };
  for (let turn = 0; turn < 6000; turn++) {
    const text = [...(seeds[chance(seeds.length)] as string)];
    for (let edit = chance(3); edit >= 0; edit--) {
      text.splice(chance(text.length), chance(2), letters[chance(letters.length)] as string);
    }
    let parsed = true;
    try {
      JSON.parse(text.join(""));
    } catch {
      parsed = false;
    }
    expect(jsonFault(text.join("")) === null, text.join("")).toBe(parsed);
  }
});

it("reads lists that are nested deeply", () => {
  const deep = 100_000;
  expect(jsonFault("[".repeat(deep) + "]".repeat(deep))).toBeNull();
  expect(jsonFault("[".repeat(deep))?.column).toBe(deep + 1);
});

/** A form with nothing but objects, as a chat's messages and tools are. */
const field = (name: string, more = {}) => ({
  name,
  kind: "object",
  group: "parameter",
  help: "",
  ...more,
});
const NAMES = [
  ...["tools", "tool_choice", "response_format"],
  ...["logit_bias", "extra_body", "stream_options"],
];
const HELP: Record<string, string> = {
  stream_options: 'Options of a stream, such as `{"include_usage": True}`.',
  response_format: 'Shape of the answer, such as `{"type": "json_object"}`.',
};
const FORM = {
  ...widgets.conversational,
  fields: [
    field("messages", { group: "input", required: true }),
    ...NAMES.map((name) => field(name, { help: HELP[name] ?? "" })),
  ],
  sections: [["", NAMES]],
};

describe("a field that holds an object", () => {
  const MESSAGES = [{ role: "user", content: "Hello" }];
  let task: Mounted;
  beforeEach(() => {
    useClock();
    const unset = Object.fromEntries(NAMES.map((name) => [name, null]));
    const traits = { form: FORM, ...unset, messages: MESSAGES };
    task = mount(new FakeModel(traits, "conversational"));
  });
  afterEach(() => {
    task.close();
    vi.useRealTimers();
  });
  const edits = () => task.model.of("edit").map(({ values }) => values);
  const type = (name: string, text: string) => {
    task.type(name, text);
    vi.advanceTimersByTime(200);
  };
  const fault = (name: string) => task.part(`[id$="-${name}-fault"]`).textContent;
  const ran = async () => {
    task.button("Run").click();
    await task.settle();
    return task.model.of("run").at(-1)?.values;
  };

  it("shows it as JSON, and runs with it", async () => {
    expect(JSON.parse(task.field("messages").value)).toEqual(MESSAGES);
    expect(await ran()).toMatchObject({ messages: MESSAGES, tools: null });
  });

  it("sends what was typed as the object that it is", () => {
    type("response_format", '{"type": "json_object"}');
    type("tool_choice", '"auto"');
    type("tools", "[]");
    type("tools", " ");
    expect(edits()).toEqual([
      { response_format: { type: "json_object" } },
      { tool_choice: "auto" },
      { tools: [] },
      { tools: null },
    ]);
  });

  it("tells line and column of what is no JSON, and sends none of it", async () => {
    type("tools", '[\n  {"type": None}\n]');
    expect(fault("tools")).toBe(
      "Line 2, column 12: “None” instead of a value (texts in double quotes; true, false and null in small letters).",
    );
    type("logit_bias", '{"50256": -100');
    expect(fault("logit_bias")).toBe(
      "Line 1, column 15: the end instead of a comma or the closing bracket.",
    );
    type("extra_body", '{"path": "C:\\data"}');
    expect(fault("extra_body")).toContain(
      "Line 1, column 13: “\\d” instead of the double quote that ends the text",
    );
    expect(edits()).toEqual([]);
    expect(await ran()).toBeUndefined();
    type("tools", "[]");
    expect(fault("tools")).toBe("");
  });

  it("gives examples that are JSON", () => {
    expect(task.field("stream_options").placeholder).toContain('{"include_usage": true}');
    expect(task.field("response_format").placeholder).toContain('{"type": "json_object"}');
  });

  it("asks for what is missing", async () => {
    type("messages", "");
    expect(await ran()).toBeUndefined();
    expect(fault("messages")).toContain("messages is empty");
  });

  it("keeps in Python a number that the page cannot hold, until it is edited away", async () => {
    task.model.set("extra_body", { seed: 2 ** 63 });
    expect(fault("extra_body")).toBe("");
    expect(await ran()).not.toHaveProperty("extra_body");
    type("extra_body", '{"seed": 9223372036854775807, "n": 1}');
    expect(fault("extra_body")).toContain(
      "“9223372036854775807” instead of a number that the page can hold",
    );
    type("extra_body", '{"seed": 1}');
    expect(edits()).toEqual([{ extra_body: { seed: 1 } }]);
  });
});

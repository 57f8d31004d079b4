// The loader as hosts run it. Modules are given by data addresses here, since Node loads no blobs.
import { deflateSync } from "node:zlib";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

type Heard = (message: unknown, buffers?: unknown[]) => void;

/** A packed bundle: parts as [names, module, styles, last styles]. */
const packed = (...parts: string[][]) => new Uint8Array(deflateSync(parts.flat().join("\0")));

const base = (version: string) => [
  `base.${version}`,
  `globalThis.evaluated.push("base ${version}"); return { word: "${version}" };`,
  ".base{}",
  ".end{}",
];
const own = (name: string, version: string) => [
  `${name}.${version} base.${version}`,
  `const { word } = $$("base.${version}");
   const render = ({ el, later }) => {
     el.append(\`${name} \${word}\`);
     el.later = later;
   };
   return { default: { render } };`,
  `.${name}{}`,
  "",
];

/** A page's manager of widgets, and the model of one. */
function model(bundle: string, parcels: Record<string, Uint8Array>, managed = true) {
  const heard = new Set<Heard>();
  const sent: unknown[] = [];
  const traits = { _bundle: bundle, _parcels: Object.keys(parcels) };
  return {
    get: (name: keyof typeof traits) => traits[name],
    send: (message: unknown) => sent.push(message),
    on: (_: string, one: Heard) => heard.add(one),
    off: (_: string, one: Heard) => heard.delete(one),
    ...(managed && {
      widget_manager: {
        async get_model(id: string) {
          const held = parcels[`IPY_MODEL_${id}`];
          if (!held?.length) {
            throw new Error("widget model not found");
          }
          return { get: () => new DataView(held.buffer) };
        },
      },
    }),
    heard,
    sent,
  };
}

let loader: { render(context: object): Promise<unknown> };
const page = globalThis as { hfwidgetsShelf?: unknown; evaluated?: string[] };

beforeEach(async () => {
  page.evaluated = [];
  vi.stubGlobal("Blob", NamedBlob);
  vi.spyOn(URL, "revokeObjectURL").mockImplementation(() => {});
  vi.spyOn(URL, "createObjectURL").mockImplementation((blob) => (blob as NamedBlob).address());
  vi.resetModules();
  loader = (await import("../src/loader")).default;
});

afterEach(() => {
  delete page.hfwidgetsShelf;
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const NodeBlob = Blob;
let addresses = 0;

/** Tells its text at once, as an address; each has its own. */
class NamedBlob extends NodeBlob {
  constructor(private readonly parts: BlobPart[]) {
    super(parts);
  }
  address() {
    const text = `${this.parts.join("")}\n//${addresses++}`;
    return `data:text/javascript;base64,${Buffer.from(text).toString("base64")}`;
  }
}

async function drawn(one: ReturnType<typeof model>) {
  const el = document.createElement("div");
  await loader.render({ model: one, el });
  const style = [...el.querySelectorAll("style")].map((node) => node.textContent).join("|");
  for (const node of el.querySelectorAll("style")) {
    node.remove();
  }
  return { el, style, text: el.textContent };
}

it("draws from the parcels of the page, and evaluates a shared part once", async () => {
  const first = model("one.1", { IPY_MODEL_a: packed(base("1"), own("one", "1")) });
  const { text, style } = await drawn(first);
  expect(text).toBe("one 1");
  expect(style).toContain(".base{}.one{}.end{}");
  const second = model("two.1", {
    IPY_MODEL_a: packed(base("1"), own("one", "1")),
    IPY_MODEL_b: packed(own("two", "1")),
  });
  expect((await drawn(second)).text).toBe("two 1");
  expect(page.evaluated).toEqual(["base 1"]);
  expect([...first.sent, ...second.sent]).toEqual([]);
});

it("unpacks parcels that name each other's parts in any order", async () => {
  const parcels = { IPY_MODEL_b: packed(own("one", "1")), IPY_MODEL_a: packed(base("1")) };
  expect((await drawn(model("one.1", parcels))).text).toBe("one 1");
});

it("keeps two versions of a page apart", async () => {
  const [older, newer] = ["1", "2"].map((version) =>
    model(`one.${version}`, {
      [`IPY_MODEL_${version}`]: packed(base(version), own("one", version)),
    }),
  ) as [ReturnType<typeof model>, ReturnType<typeof model>];
  const both = await Promise.all([drawn(older), drawn(newer), drawn(older)]);
  expect(both.map(({ text }) => text)).toEqual(["one 1", "one 2", "one 1"]);
});

it.each([
  ["a page without a manager", false],
  ["a notebook without the parcel", true],
])("asks the kernel in %s", async (_, managed) => {
  const widget = model("one.1", { IPY_MODEL_a: new Uint8Array() }, managed);
  const done = drawn(widget);
  await vi.waitFor(() => expect(widget.sent).toEqual([{ kind: "bundle", id: "loader" }]));
  for (const hear of widget.heard) {
    hear({ kind: "start" });
    hear({ kind: "bundle", name: "one.1" }, [packed(base("1"), own("one", "1"))]);
  }
  expect((await done).text).toBe("one 1");
  expect(widget.heard.size).toBe(0);
});

it("says that neither notebook nor kernel has it, and draws when it comes after all", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  const widget = model("one.1", { IPY_MODEL_a: new Uint8Array() });
  const el = document.createElement("div");
  const done = loader.render({ model: widget, el });
  await vi.waitFor(() => expect(widget.sent.length).toBe(1));
  vi.advanceTimersByTime(3000);
  expect(el.querySelector("[role=status]")?.textContent).toMatch(/run its cell again/);
  for (const hear of widget.heard) {
    hear({ kind: "bundle" }, [packed(base("1"), own("one", "1"))]);
  }
  await done;
  expect(el.querySelector("[role=status]")).toBeNull();
  expect(el.textContent).toContain("one 1");
});

it("asks the kernel where a parcel never comes", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  const widget = model("one.1", { IPY_MODEL_a: new Uint8Array() });
  (widget as { widget_manager: object }).widget_manager = {
    get_model: () => new Promise(() => {}),
  };
  loader.render({ model: widget, el: document.createElement("div") });
  await Promise.resolve();
  expect(widget.sent).toEqual([]);
  vi.advanceTimersByTime(3000);
  await vi.waitFor(() => expect(widget.sent.length).toBe(1));
});

it("takes a part that is delivered later, with the styles that are new to the view", async () => {
  const { el } = await drawn(model("one.1", { IPY_MODEL_a: packed(base("1"), own("one", "1")) }));
  const later = (el as unknown as { later: (...given: unknown[]) => Promise<object> }).later;
  const panel = ["panel.1 base.1", 'return { said: $$("base.1").word };'];
  const module = await later("panel.1", packed(base("1"), [...panel, ".panel{}", ""]));
  expect(module).toMatchObject({ said: "1" });
  expect(el.querySelector("style")?.textContent).toBe("@scope {.panel{}.end{}}");
  expect(page.evaluated).toEqual(["base 1"]);
  // Another view takes it without unpacking it again.
  const other = await drawn(model("one.1", { IPY_MODEL_a: packed(base("1"), own("one", "1")) }));
  const { now } = (other.el as unknown as { later: { now(one: string): object } }).later;
  expect(now("panel.1")).toBe(module);
  expect(other.el.querySelector("style")?.textContent).toBe("@scope {.panel{}.end{}}");
});

it("draws by a function where the page takes no module of a blob", async () => {
  vi.spyOn(URL, "createObjectURL").mockImplementation(() => "data:text/javascript,throw 1");
  const parcels = { IPY_MODEL_a: packed(base("1"), own("one", "1")) };
  expect((await drawn(model("one.1", parcels))).text).toBe("one 1");
});

it("says what forbids it to draw, whoever sends what draws it", async () => {
  vi.spyOn(URL, "createObjectURL").mockImplementation(() => "data:text/javascript,throw 1");
  vi.stubGlobal("Function", function refused() {
    throw new EvalError("refused");
  });
  const told = "This page lets no widget draw: its content security policy allows scripts";
  const parcels = { IPY_MODEL_a: packed(base("1"), own("one", "1")) };
  expect((await drawn(model("one.1", parcels))).text).toContain(told);
  const alone = model("one.1", {});
  const coming = drawn(alone);
  await vi.waitFor(() => expect(alone.sent).toHaveLength(1));
  for (const hear of alone.heard) {
    hear({ kind: "bundle" }, [packed(base("1"), own("one", "1"))]);
  }
  expect((await coming).text).toContain(told);
});

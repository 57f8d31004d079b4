// The module that every widget carries: it finds the bundle, and has it draw. A bundle is its own part
// and the layers that it stands on (js/parts.mjs). Each part is saved once in a notebook, in a hidden
// widget, the parcel; all widgets of a page share what was unpacked. A part's name says what is in it,
// so that two versions of the package do not mix. Where the page has no parcel, the kernel is asked.
//
// Short on purpose: it is saved with every widget.

/** What a part exports, given the others by their names. */
type Make = (other: (name: string) => object) => object;

/** A part with its styles; `last` are the rules that come after those of every part. */
interface Part {
  on: string[];
  make: Make;
  css: string;
  last: string;
  exports?: object;
}

interface Bundle {
  default: { render(context: object): unknown };
}

/** What a model is for the loader. */
interface Model {
  get(name: "_bundle"): string;
  get(name: "_parcels"): string[];
  send(message: { kind: "bundle"; id: string }): void;
  on(event: string, heard: Heard): void;
  off(event: string, heard: Heard): void;
  widget_manager?: { get_model(id: string): Promise<{ get(name: "_packed"): BufferSource }> };
}

type Heard = (message: { kind?: string }, buffers?: readonly BufferSource[]) => void;

/** Waiting for a host that says nothing (ms). */
const PATIENCE = 3000;

interface Shelf {
  parts: Record<string, Part>;
  parcels: Record<string, Promise<void>>;
}

const page = globalThis as { hfwidgetsShelf?: Shelf };
page.hfwidgetsShelf ??= { parts: {}, parcels: {} };
const { parts, parcels } = page.hfwidgetsShelf;

/** Put the parts of a packed bundle with the others. */
async function unpack(packed: BufferSource): Promise<void> {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  const texts = (await new Response(stream).text()).split("\0");
  const bodies = texts.filter((_, at) => at % 4 === 1).map((body) => `$$=>{${body}}`);
  // One module for all: each that a page imports takes a while.
  const blob = new Blob([`export default[${bodies}]`], { type: "text/javascript" });
  const url = URL.createObjectURL(blob);
  // Where a page takes no module of a blob it may take a function of a text.
  const { default: makes } = await import(url).catch(() => ({
    default: new Function(`"use strict";return[${bodies}]`)(),
  }));
  URL.revokeObjectURL(url);
  for (const make of makes) {
    const [names, , css, last] = texts.splice(0, 4) as [string, string, string, string];
    const [name, ...on] = names.split(" ") as [string];
    parts[name] ??= { on, make, css, last };
  }
}

/** What a part exports, once all that it imports from are there. */
function get(name: string): object {
  const part = parts[name] as Part;
  part.exports ??= part.make(get);
  return part.exports;
}

const complete = (name: string) =>
  !!parts[name] && parts[name].on.every((one: string) => one in parts);

/** Take the parts out of the page's parcels. */
async function open(model: Model): Promise<void> {
  const late = new Promise((_, reject) => setTimeout(reject, PATIENCE));
  const all = model.get("_parcels").map((reference) => {
    const get = async () => {
      const id = reference.slice("IPY_MODEL_".length);
      await unpack((await model.widget_manager?.get_model(id))?.get("_packed") as BufferSource);
    };
    parcels[reference] ??= get();
    return parcels[reference];
  });
  await Promise.race([Promise.all(all), late]).catch((error) => {
    for (const reference of model.get("_parcels")) {
      delete parcels[reference];
    }
    if (error instanceof EvalError) {
      throw error;
    }
  });
}

function note(el: HTMLElement, text: string): HTMLElement {
  const node = document.createElement("p");
  node.role = "status";
  node.textContent = text;
  el.append(node);
  return node;
}

/** Ask the kernel for all parts; meanwhile say why there is nothing to see. */
function ask(model: Model, el: HTMLElement): Promise<void> {
  let told: HTMLElement | undefined;
  const timer = setTimeout(() => {
    told = note(
      el,
      "This notebook does not hold what draws this widget, and no kernel has sent it: run its cell again.",
    );
  }, PATIENCE);
  return new Promise((resolve, reject) => {
    const hear: Heard = (message, buffers) => {
      if (message.kind === "bundle" && buffers?.[0]) {
        model.off("msg:custom", hear);
        clearTimeout(timer);
        told?.remove();
        unpack(buffers[0]).then(resolve, reject);
      }
    };
    model.on("msg:custom", hear);
    model.send({ kind: "bundle", id: "loader" });
  });
}

/** The module of a bundle whose parts are there; its styles are for what is in `el` (@scope). */
function take(name: string, el: HTMLElement, styled: string[]): object {
  const all = [...(parts[name] as Part).on, name];
  const news = all.filter((one) => !styled.includes(one));
  styled.push(...news);
  const of = (names: string[], kind: "css" | "last") =>
    names.map((one) => (parts[one] as Part)[kind]);
  const css = [...of(news, "css"), ...of(all, "last")].join("");
  const style = document.createElement("style");
  style.textContent = "CSSScopeRule" in globalThis ? `@scope {${css}}` : css;
  el.append(style);
  return get(name);
}

export default {
  async render(context: { model: Model; el: HTMLElement }): Promise<unknown> {
    const { model, el } = context;
    const name = model.get("_bundle");
    try {
      if (!complete(name)) {
        await open(model);
      }
      if (!complete(name)) {
        await ask(model, el);
      }
    } catch (error) {
      note(
        el,
        error instanceof EvalError
          ? "This page lets no widget draw: its content security policy allows scripts neither of blob: nor of 'unsafe-eval'. Allow one of them, or open the notebook in another program."
          : `This widget could not be drawn (${error}): run its cell again.`,
      );
      return;
    }
    const styled: string[] = [];
    const { default: widget } = take(name, el, styled) as Bundle;
    const later = async (one: string, packed: BufferSource) => {
      if (!complete(one)) {
        await unpack(packed);
      }
      return later.now(one);
    };
    later.now = (one: string) => take(one, el, styled);
    return widget.render({ ...context, later });
  },
};

// Inputs to try: own ones or the task's, and those of the model's card, each shown before it is used. What
// the fields held before can be put back, also what was typed and could not be sent.

import { button, h } from "../../lib/dom";
import { keepFocus } from "../../lib/focus";
import type { ExampleNews, ExamplesNews, ShownExample } from "../../protocol";
import type { Buffers } from "../../talk/model";
import type { Given } from "../further";
import { faultyTexts } from "./faulty";
import { type Panel, panel } from "./panel";
import * as strings from "./strings";
import { typed } from "./typed";

export function examplesPanel(given: Given): Panel {
  const { context } = given;
  const { talk } = context;
  const note = h("div", { class: "hfw-note", role: "status" });
  const tell = (text: string) => {
    note.textContent = text;
  };
  const late = () => tell(strings.later);
  const offer = (left: number) => {
    const change = () => {
      back.hidden = !left;
    };
    keepFocus(made.node, change, () => made.heading);
  };
  const change = changing(given, tell, offer);
  const use = (key: string) =>
    change((faulty) => talk.ask({ kind: "example-use", key, faulty }, { late }), strings.used);
  const back = button(strings.putBack, () =>
    change((faulty) => talk.ask({ kind: "example-back", faulty }, { late }), strings.isBack),
  );
  const here = group(context.signal, use);
  const card = group(context.signal, use);
  const show = async (place: typeof here, of: boolean) => {
    place.wait(of ? strings.readingCard : strings.looking);
    try {
      const [news, buffers] = await talk.ask({ kind: "examples", card: of }, { late });
      const none = news.lack ?? (of ? strings.noneInCard : strings.noneHere);
      place.show(of ? strings.ofCard(news.model ?? "") : strings.here, none, news, buffers);
      offer(news.left);
    } catch (error) {
      place.wait((error as Error).message);
    }
  };
  // Both are asked for at once: the card may take a while.
  const ask = () => [false, true].forEach((of) => void show(of ? card : here, of));
  const body = [h("div", "bar", back), note, here.node, card.node];
  const made = panel(given, strings.examples, body, ask, () => made.heading);
  offer(0);
  return made;
}

/** Returns what has other values come into the form, and keeps what could not be sent. */
function changing(
  { context, form }: Given,
  tell: (text: string) => void,
  offer: (left: number) => void,
) {
  const texts = faultyTexts(form);
  return async (ask: (faulty: boolean) => Promise<[ExampleNews, Buffers]>, said: string) => {
    tell("");
    await typed();
    try {
      const held = texts.now();
      const [{ kept, back, left }] = await ask(held.size > 0);
      texts.keep(kept, held);
      texts.putBack(back);
      offer(left);
      tell(said);
    } catch (error) {
      tell((error as Error).message);
      context.say((error as Error).message);
    }
  };
}

/** Examples under a title; their pictures are freed with the view, or when others come. */
function group(signal: AbortSignal, use: (key: string) => void) {
  const title = h("b", "");
  const list = h("ul", "examples");
  const note = h("div", "dim");
  const node = h("div", "", title, list, note);
  let urls: string[] = [];
  const free = () => {
    for (const url of urls.splice(0)) {
      URL.revokeObjectURL(url);
    }
  };
  signal.addEventListener("abort", free);
  return {
    node,
    wait(text: string) {
      note.textContent = text;
    },
    show(said: string, none: string, { examples }: ExamplesNews, buffers: Buffers) {
      free();
      title.textContent = examples.length ? said : "";
      note.textContent = examples.length ? "" : none;
      urls = buffers.map((one) =>
        URL.createObjectURL(new Blob([one as BlobPart], { type: "image/png" })),
      );
      const entries = examples.map((one) => entry(one, urls[one.picture ?? -1], use));
      const place = () => list.querySelector("button") ?? undefined;
      keepFocus(node, () => list.replaceChildren(...entries), place);
    },
  };
}

/** One example: what it would put into which field, and the button that does it. */
function entry(
  { key, title, fields }: ShownExample,
  picture: string | undefined,
  use: (key: string) => void,
): HTMLElement {
  const first = title || fields[0]?.said || "";
  const words = h(
    "div",
    "",
    ...(title ? [h("b", { dir: "auto" }, title)] : []),
    ...fields.map(({ name, said }) =>
      h("div", "", h("span", "dim", `${name} `), h("span", { dir: "auto" }, said)),
    ),
  );
  return h(
    "li",
    "bar",
    ...(picture ? [h("img", { src: picture, alt: "" })] : []),
    words,
    button(strings.use, () => use(key), { "aria-label": strings.useOne(first) }),
  );
}

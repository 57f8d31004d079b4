// What a model says about a picture, in words: its caption, or the answers to one question after the
// other. All are kept in a list; where the chosen one stands is marked in its picture.

import type { MakeRenderer, RendererHost } from "../kit";
import * as said from "../lib/answer_strings";
import { button, h, set } from "../lib/dom";
import { encode } from "../lib/escapes";
import { given } from "../lib/pictures";
import { fetcher } from "../lib/save";
import * as strings from "../lib/strings";
import * as words from "../lib/text_strings";
import { watch } from "../lib/traits";
import { type Frame, viewer } from "../lib/viewer";
import * as seen from "../lib/vision_strings";
import { type AnswerList, answerList } from "../parts/answer_list";
import { useIn } from "../parts/use_in";
import { shortened } from "../parts/use_text";
import type { Box, KeptAnswer } from "../protocol";
import { type Answer, answers } from "../regions/answers";

interface Told extends Answer {
  /** The id of the answer in the list. */
  answer: string;
}

const MARKER = "#ffd21e";

export const pictureAnswers: MakeRenderer = (host) => {
  const { model, signal } = host;
  const notes = noting(host);
  const view = viewer({
    signal,
    label: seen.picture,
    draw: (frame, overlay) => draw(list, frame, overlay),
  });
  const reveal = () => {
    const [box] = list.chosen()?.items[list.candidate()]?.boxes ?? [];
    view.redraw();
    if (box) {
      view.reveal([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2]);
    }
  };
  const list: AnswerList = answerList(host, {
    chosen: ({ id, picture }) => {
      from.receive({ output: { picture, answer: id } }, []);
      reveal();
    },
    meant: reveal,
    again: (answer) => notes.call({ kind: "answer-again", answer }),
    remove(answer) {
      const count = answer ? 1 : list.all().length;
      const [next] = answer ? neighbours(list.all(), answer) : [];
      notes.call({ kind: "answer-delete", answer }, () => {
        if (next) {
          list.choose(next.id);
        }
        notes.undo(said.removed(count));
      });
    },
  });
  const node = h(
    "div",
    { class: "hfw-regions hfw-asking" },
    notes.node,
    h("div", "split", view.node, list.node),
  );
  const from = answers<Told>(host, view, node, {
    unpack:
      async ({ answer }) =>
      () => {
        node.classList.add("hfw-answered");
        list.choose(answer);
        reveal();
      },
  });
  node.prepend(from.note);
  watch(host, "asked", () => {
    list.show(model.get("asked") ?? { answers: [], left: 0 });
    node.classList.toggle("hfw-answered", list.all().length > 0);
    view.redraw();
  });
  return {
    node,
    actions: handing(host, list),
    more: [exported(host, notes.tell)],
    noun: said.answer.toLowerCase(),
    begin() {},
    whole: from.receive,
    end: from.receive,
    busy(active) {
      set(node, { "aria-busy": active });
    },
    text: () => list.all().map(inLine("\t")).join(""),
    markdown: () => list.all().map(inMarkdown).join(""),
    summary() {
      const [best] = list.all()[0]?.items ?? [];
      return best?.answer ? said.said(best.answer, best.score) : said.noAnswer;
    },
  };
};

/** The one that comes into the place of another, else the one before it. */
function neighbours(all: readonly KeptAnswer[], id: string): KeptAnswer[] {
  const at = all.findIndex((one) => one.id === id);
  return [all[at + 1], all[at - 1]].filter((one) => !!one);
}

const inLine =
  (sign: string) =>
  ({ question, items }: KeptAnswer) =>
    `${[...(question ? [question] : []), items[0]?.answer ?? "", items[0]?.score ?? ""].join(sign)}\n`;

const inMarkdown = ({ question, items }: KeptAnswer): string => {
  const clean = (text: string) => text.replace(/[\\`*_[\]<>#|]/g, "\\$&").replace(/\s+/g, " ");
  const answer = clean(items[0]?.answer || said.noAnswer);
  return question ? `**${clean(question)}**\n\n${answer}\n\n` : `${answer}\n\n`;
};

/** A line that says what became of a request, with the way back. */
function noting({ talk, say }: RendererHost) {
  const node = h("div", { class: "hfw-note hfw-bar", role: "status" });
  const tell = (text: string, ...more: HTMLElement[]) =>
    node.replaceChildren(...(text ? [text, ...more] : []));
  type Sent =
    | { kind: "answer-delete"; answer: string | null }
    | { kind: "answer-again"; answer: string }
    | { kind: "answer-restore" };
  const call = (message: Sent, done?: () => void) =>
    talk.call(
      message,
      (error) => {
        tell(error ?? "");
        if (error === null) {
          done?.();
        }
      },
      () => tell(strings.kernelBusy(said.answer)),
    );
  return {
    node,
    tell,
    call,
    undo(text: string) {
      const back = button(said.undo, () => call({ kind: "answer-restore" }));
      tell(text, back);
      back.focus();
      say(text);
    },
  };
}

/** Both go on to other widgets: what was said, and the picture. */
function handing(host: RendererHost, list: AnswerList): HTMLElement[] {
  const texts = () => {
    const { items = [] } = list.chosen() ?? list.all()[0] ?? {};
    return items
      .slice(0, 3)
      .filter(({ answer }) => answer)
      .map(({ answer: text }) => ({
        what: { kind: "text" as const, text },
        name: shortened(text),
      }));
  };
  const pieces = () => {
    const picture = given(host.model);
    const name = encode(picture?.name ?? "") || seen.picture;
    return picture ? [{ what: { kind: "input" as const }, name }] : [];
  };
  const { noTextTarget: noTarget, noText: nothing } = words;
  const lacking = { noTarget: strings.noTarget, nothing: strings.nothingToUse };
  return [
    useIn(host, texts, { noTarget, nothing }, said.useText).node,
    useIn(host, pieces, lacking, said.usePicture, { kind: "targets", of: "picture" }).node,
  ];
}

function exported(host: RendererHost, tell: (text: string) => void): HTMLElement {
  const fetch = fetcher(host);
  return button(said.csv, () => fetch("", "csv", (error) => tell(error ?? "")));
}

/** Mark where the chosen answer stands, as with a pen; its other candidates are outlined. */
function draw(list: AnswerList, frame: Frame, overlay: CanvasRenderingContext2D): void {
  overlay.clearRect(0, 0, frame.width, frame.height);
  const { items = [] } = list.chosen() ?? {};
  const meant = list.candidate();
  items.forEach(({ boxes }, at) => {
    for (const box of at === meant ? [] : boxes) {
      outline(box, frame, overlay, "#0009", MARKER, 1.5);
    }
  });
  for (const box of items[meant]?.boxes ?? []) {
    overlay.fillStyle = `${MARKER}59`;
    overlay.fillRect(...placed(box, frame));
    outline(box, frame, overlay, "#000c", MARKER, 2.5);
  }
}

/** A little room around it, so that no letter is covered. */
function placed(box: Box, { scale, left, top, ratio }: Frame): [number, number, number, number] {
  const room = 3 * ratio;
  return [
    left + box[0] * scale - room,
    top + box[1] * scale - room,
    (box[2] - box[0]) * scale + 2 * room,
    (box[3] - box[1]) * scale + 2 * room,
  ];
}

/** A dark line around a bright one: one of them is seen on any picture. */
function outline(
  box: Box,
  frame: Frame,
  overlay: CanvasRenderingContext2D,
  dark: string,
  bright: string,
  wide: number,
): void {
  for (const [style, more] of [
    [dark, 1.5],
    [bright, 0],
  ] as const) {
    overlay.lineWidth = (wide + more) * frame.ratio;
    overlay.strokeStyle = style;
    overlay.strokeRect(...placed(box, frame));
  }
}

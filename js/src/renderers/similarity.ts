// How close sentences are to one: ranked, with bars; each with each where all were compared.
import type { MakeRenderer } from "../kit";
import { button, h, set } from "../lib/dom";
import type { Scored } from "../lib/scored";
import * as strings from "../lib/strings";
import * as said from "../lib/vector_strings";
import { bars } from "../parts/bars";
import type { Buffers } from "../talk/model";
import { heat } from "../vectors/heat";
import { section } from "../vectors/sections";
import { taken } from "../vectors/steps";
import { cosines } from "../vectors/unpacked";
import { matrixOf } from "./vectors";

interface Similarities {
  items: Scored[];
  /** What was compared each with each; empty where nothing was. */
  names: string[];
  /** What the similarity 1 is sent as. */
  unit: number;
}

/** Milliseconds, longer than edits wait. */
const SOON = 200;

export const similarity: MakeRenderer = (host) => {
  const hint = h("div", "dim", said.similarityHint);
  const ranking = bars(host, { column: said.sentence, plain: true });
  const close = heat({ label: said.matrixLabel, square: true });
  const matrix = section(said.matrix, close.node);
  matrix.node.hidden = true;
  const note = h("div", { class: "hfw-dim", role: "status" });
  const node = h("div", "parts", hint, ranking.node, matrix.node, note);
  const told = (text: string) => {
    note.textContent = text;
  };
  const compare = () =>
    host.talk.call(
      { kind: "compare" },
      (error) => told(error ?? ""),
      () => told(strings.kernelBusy(said.compareAll)),
    );
  // What is being typed goes to the kernel first.
  const all = button(said.compareAll, () => setTimeout(compare, SOON), {
    title: said.compareHelp,
  });
  let shown: Similarities | null = null;
  const fill = (now: Similarities, buffers: Buffers) => {
    const { items, names, unit } = now;
    shown = now;
    hint.hidden = true;
    ranking.show(items);
    matrix.node.hidden = !names.length;
    const draw = () => close.show(matrixOf(names, cosines(buffers, 0, names.length, unit)));
    const wanted = () => shown === now && !host.signal.aborted;
    return taken(names.length, names.length ? [draw] : [], wanted);
  };
  const show = ({ output }: { output?: unknown }, buffers: Buffers) =>
    output ? fill(output as Similarities, buffers) : undefined;
  return {
    node,
    actions: [all],
    noun: "similarities",
    begin() {},
    whole(message, buffers) {
      show(message, buffers);
    },
    end: show,
    busy(active) {
      set(node, { "aria-busy": active });
    },
    text: ranking.text,
    markdown: ranking.markdown,
    summary: ranking.summary,
  };
};

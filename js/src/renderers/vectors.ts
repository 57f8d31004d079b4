// Vectors of texts: what they are, their numbers, how close they are to each other and where they lie.
// The numbers stay in the kernel; what is drawn came reduced.
import type { MakeRenderer } from "../kit";
import { h, set } from "../lib/dom";
import * as said from "../lib/vector_strings";
import type { Buffers } from "../talk/model";
import { heat } from "../vectors/heat";
import { places } from "../vectors/places";
import { histogram, section } from "../vectors/sections";
import { taken } from "../vectors/steps";
import { cosines, floats, type Told } from "../vectors/unpacked";

export const vectors: MakeRenderer = ({ signal }) => {
  let told: Told | null = null;
  let norms = new Float32Array(0);
  const facts = h("div", "dim", said.vectorsHint);
  const numbers = heat({ label: said.stripLabel });
  const strips = section(said.strips, numbers.node);
  const spread = histogram();
  const close = heat({ label: said.matrixLabel, square: true });
  const matrix = section(said.matrix, close.node);
  matrix.help.textContent = said.matrixHelp;
  const plane = places();
  const lie = section(said.places, plane.node);
  const parts = [strips, spread, matrix, lie].map(({ node }) => node);
  const node = h("div", "vectors", facts, h("div", "parts", ...parts));
  const hide = (...shown: boolean[]) => {
    parts.forEach((part, at) => {
      part.hidden = !shown[at];
    });
  };
  hide();

  const fill = (now: Told, buffers: Buffers): void | Promise<void> => {
    told = now;
    norms = floats(buffers, 1);
    const several = now.compared > 1;
    const any = now.rows > 0 && now.dimensions > 0;
    facts.textContent = any ? factsOf(now, norms) : said.empty;
    hide(any, !!now.histogram, several, several);
    const steps = [
      () => {
        numbers.show(stripsOf(now, floats(buffers, 0), norms));
        strips.help.textContent = said.stripsHelp(Math.ceil(now.dimensions / (now.drawn[1] || 1)));
      },
      () => now.histogram && spread.show(now.histogram),
    ];
    const compared = [
      () => close.show(matrixOf(now.names, cosines(buffers, 2, now.compared, now.cosine))),
      () => {
        plane.show(now.names, floats(buffers, 3));
        lie.help.textContent = said.placesHelp(now.shares);
      },
    ];
    const all = [...(any ? steps : []), ...(several ? compared : [])];
    return taken(now.compared, all, () => told === now && !signal.aborted);
  };
  const show = ({ output }: { output?: unknown }, buffers: Buffers) =>
    output ? fill(output as Told, buffers) : undefined;
  const text = () =>
    told ? told.names.map((name, at) => `${name}\t${norms[at] ?? ""}\n`).join("") : "";
  return {
    node,
    actions: [],
    noun: "vectors",
    begin() {},
    whole(message, buffers) {
      show(message, buffers);
    },
    end: show,
    busy(active) {
      set(node, { "aria-busy": active });
    },
    text,
    markdown: () => `${facts.textContent}\n`,
    summary: () => facts.textContent ?? "",
  };
};

function factsOf({ rows, shape }: Told, norms: Float32Array): string {
  const known = norms.filter(Number.isFinite);
  const low = known.reduce((a, b) => Math.min(a, b), Infinity);
  const high = known.reduce((a, b) => Math.max(a, b), -Infinity);
  return [
    said.counted(rows, "vector", "vectors"),
    said.shape(shape),
    known.length ? said.norm(low, high) : "",
  ]
    .filter(Boolean)
    .join(", ");
}

function stripsOf(told: Told, values: Float32Array, norms: Float32Array) {
  const [rows, columns] = told.drawn;
  const at = (row: number, column: number) => {
    const one = values[row * columns + column] ?? NaN;
    return Number.isFinite(one) ? one : null;
  };
  // As numpy.linspace has them, cut to whole numbers.
  const edge = (column: number) => Math.floor((told.dimensions * column) / columns);
  return {
    rows,
    columns,
    value: at,
    most: values.reduce(
      (most, one) => (Number.isFinite(one) ? Math.max(most, Math.abs(one)) : most),
      0,
    ),
    describe: (row: number, column: number) =>
      [
        said.shown(at(row, column)),
        said.range(edge(column) + 1, Math.max(edge(column) + 1, edge(column + 1))),
        `${told.names[row] ?? ""}`,
        Number.isFinite(norms[row]) ? said.norm(norms[row] as number, norms[row] as number) : "",
      ]
        .filter(Boolean)
        .join(" · "),
  };
}

/** How close things are, each with each, by their names. */
export function matrixOf(
  names: readonly string[],
  value: (row: number, column: number) => number | null,
) {
  return {
    rows: names.length,
    columns: names.length,
    value,
    most: 1,
    describe: (row: number, column: number) =>
      said.pair(names[row] ?? "", names[column] ?? "", said.shown(value(row, column))),
  };
}

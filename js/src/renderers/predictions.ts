// Predictions stand beside their rows in the table; here is what they are in all: how often each
// label comes, or from where to where the numbers go. Each is a way to the rows that have it.

import type { MakeRenderer } from "../kit";
import { button, h, set } from "../lib/dom";
import type { PredictionsOutput } from "../protocol";
import type { Cell } from "../tables/cells";
import { sheetOf } from "../tables/sheet";
import * as said from "../tables/strings";

/** Labels that are counted one by one. */
const COUNTED = 12;

export const predictions: MakeRenderer = (host) => {
  const sheet = sheetOf(host);
  let values: Cell[] = [];
  const hint = h("div", "dim", said.noPredictions);
  const list = h("div", "bar hfw-cellslist");
  const old = h("div", "note");
  const node = h("div", "", hint, list, old);
  /** The next row with this prediction, below where the table is. */
  const go = (label: Cell) => {
    const at = sheet.nextPrediction(label);
    if (at !== null) {
      sheet.show(at, sheet.columns.length, true);
    }
  };
  const show = ({ output }: { output?: unknown }, buffers: readonly DataView<ArrayBuffer>[]) => {
    if (!output) {
      return;
    }
    const came = JSON.parse(new TextDecoder().decode(buffers[0])) as (string | number | null)[];
    const numeric =
      came.some((one) => one !== null) && came.every((one) => typeof one !== "string");
    values = came.map((one) => (typeof one === "number" ? inShort(one) : one));
    hint.hidden = true;
    list.replaceChildren(
      ...(numeric ? range(came as (number | null)[]) : counts(values)).map(([label, words]) =>
        label === undefined ? h("span", "", words) : way(label, words),
      ),
    );
    sheet.mark({ ...(output as PredictionsOutput), predictions: values, numeric });
  };
  const way = (label: Cell, words: string) => {
    const shown = label ?? said.missing;
    const one = button("", () => go(label), { title: said.toNext(shown) });
    one.append(h("b", { dir: "auto" }, shown), ` ${words}`);
    return one;
  };
  sheet.follow(() => {
    old.textContent = values.length && sheet.isOld ? said.old : "";
  });
  const text = () => values.map((one) => `${one ?? ""}\n`).join("");
  return {
    node,
    actions: [],
    noun: "predictions",
    begin() {},
    whole: show,
    end: show,
    busy(active) {
      set(node, { "aria-busy": active });
    },
    text,
    markdown: () => `\`\`\`\n${text()}\`\`\`\n`,
    summary: () => [said.predicted(values.length), list.textContent].join(": "),
  };
};

type Way = [label: Cell | undefined, words: string];

/** The labels with their counts, the most frequent first. */
function counts(values: readonly Cell[]): Way[] {
  const found = new Map<Cell, number>();
  for (const one of values) {
    found.set(one, (found.get(one) ?? 0) + 1);
  }
  const sorted = [...found].sort(([, a], [, b]) => b - a);
  const rest = sorted.slice(COUNTED).reduce((sum, [, count]) => sum + count, 0);
  const ways = sorted.slice(0, COUNTED).map(([label, count]): Way => [label, String(count)]);
  return rest ? [...ways, [undefined, said.more(rest)]] : ways;
}

/** Least, mean and most. */
function range(values: readonly (number | null)[]): Way[] {
  const known = values.filter((one) => one !== null);
  const [least, most, sum] = known.reduce(
    ([low, high, total], one) => [Math.min(low, one), Math.max(high, one), total + one] as const,
    [Infinity, -Infinity, 0] as readonly [number, number, number],
  );
  const lacks: Way[] =
    known.length < values.length ? [[null, said.lacking(values.length - known.length)]] : [];
  return [
    [inShort(least), said.least],
    [undefined, `${inShort(sum / known.length)} ${said.mean}`],
    [inShort(most), said.most],
    ...lacks,
  ];
}

/** Of six digits; what is whole stays whole. */
const inShort = (value: number): string =>
  Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));

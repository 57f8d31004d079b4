// A part of a result under its head, and the histogram, which is all head and bars.
import { h, set } from "../lib/dom";
import * as said from "../lib/vector_strings";
import type { Spread } from "./unpacked";

export interface Section {
  node: HTMLElement;
  help: HTMLElement;
}

export function section(title: string, ...parts: Node[]): Section {
  const help = h("span", "dim");
  const head = h("div", "bar", h("b", "", title), help);
  return { node: h("section", "part", head, ...parts), help };
}

export function histogram() {
  const bars = h("div", { class: "hfw-histogram", role: "img" });
  const ends = h("div", "ends", h("span", ""), h("span", ""));
  const part = section(said.histogram, bars, ends);
  return {
    node: part.node,
    show({ counts, from, to, low, high, mean, deviation }: Spread) {
      const most = Math.max(1, ...counts);
      bars.replaceChildren(
        ...counts.map((count) => {
          const bar = h("span", "");
          bar.style.setProperty("height", `${(100 * count) / most}%`);
          return bar;
        }),
      );
      set(bars, { "aria-label": said.histogramLabel(low, high) });
      ends.children[0]?.replaceChildren(said.figure(from));
      ends.children[1]?.replaceChildren(said.figure(to));
      part.help.textContent = said.spread(mean, deviation);
    },
  };
}

// Segments of a picture: fill, outline or cut-out over it, and the list of them.

import type { MakeRenderer } from "../kit";
import { button, h, set } from "../lib/dom";
import { type IndexMap, type IndexMapHeader, readIndexMap, stackAt } from "../lib/index_map";
import * as strings from "../lib/vision_strings";
import type { Answer } from "../regions/answers";
import { slider } from "../regions/filters";
import { type Panel, regionPanel } from "../regions/panel";
import type { Region } from "../regions/region";
import { type Mode, patternOf, type Settings, segmentLayer } from "../regions/segment_layer";

interface Segmentation extends Answer, IndexMapHeader {
  segments: readonly Region[];
}

/** The slider's place to a share of the picture: small areas need the finest steps. */
const areaOf = (part: number) => part ** 3;

export const segments: MakeRenderer = (host) => {
  const layer = segmentLayer();
  const more = matchMedia("(prefers-contrast: more), (forced-colors: active)").matches;
  let settings: Settings = { mode: "fill", opacity: 0.55, patterns: more, numbers: true };
  const opacities: Record<Mode, number> = { fill: 0.55, outline: 1, cutout: 0.9 };
  let map: IndexMap | null = null;
  let size = { width: 1, height: 1 };

  const apply = (change: Partial<Settings>) => {
    settings = { ...settings, ...change };
    settings.opacity = opacities[settings.mode];
    opacity.set(settings.opacity);
    buttons.mark();
    panel.node.classList.toggle("hfw-patterns", settings.patterns);
    panel.redraw();
  };
  const buttons = switches(() => settings, apply);
  const opacity = slider(strings.opacity, opacities.fill, () => {
    opacities[settings.mode] = opacity.value();
    apply({});
  });
  const least = slider(strings.smallest, 0, () => panel.filtered(), areaOf);
  const panel: Panel = regionPanel(host, {
    noun: "segment",
    columns: [strings.scored, strings.area],
    formats: {
      cutout: { format: "png", kind: "segment" },
      mask: { format: "png", kind: "mask" },
      labels: { format: "labels" },
      npz: { format: "npz" },
      coco: { format: "coco" },
      csv: { format: "csv" },
    },
    tools: [buttons.modes],
    looks: [opacity.node, ...buttons.toggles],
    filters: [least.node],
    async load(output, buffers) {
      const answer = output as Segmentation;
      const next = await readIndexMap(answer, buffers);
      return (picture) => {
        map = next;
        size = picture ?? next;
        layer.take(next, answer.segments, size);
        return answer.segments;
      };
    },
    sieve: (regions, passes) =>
      passes.map((pass, index) => pass && (regions[index]?.share ?? 1) >= least.value()),
    at: (point, { shown }) =>
      map ? stackAt(map, point, size).filter((index) => shown[index]) : [],
    draw: (scene, frame, overlay, moved) => layer.draw(scene, settings, frame, overlay, moved),
    pattern: patternOf,
  });
  apply({});
  return panel;
};

/** Buttons for the settings: one of several modes, and what is on or off. */
function switches(now: () => Settings, change: (to: Partial<Settings>) => void) {
  const modes = Object.entries(strings.modes).map(([name, label]) => {
    const mode = name as Mode;
    return [button(label, () => change({ mode })), () => now().mode === mode] as const;
  });
  const toggle = (label: string, name: "numbers" | "patterns") =>
    [button(label, () => change({ [name]: !now()[name] })), () => now()[name]] as const;
  const toggles = [toggle(strings.numbers, "numbers"), toggle(strings.patterns, "patterns")];
  const nodesOf = (pairs: typeof toggles) => pairs.map(([node]) => node);
  return {
    modes: h(
      "div",
      { class: "hfw-modes", role: "group", "aria-label": strings.mode },
      ...nodesOf(modes),
    ),
    toggles: nodesOf(toggles),
    /** Show which are on. */
    mark() {
      for (const [node, on] of [...modes, ...toggles]) {
        set(node, { "aria-pressed": on() });
      }
    },
  };
}

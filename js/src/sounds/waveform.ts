// The outline of a sound, drawn twice: what was played lies in another colour over the whole. Its
// colours and its width follow the page's styles.
import { h } from "../lib/dom";
import type { Outline } from "./outline";

const NAMESPACE = "http://www.w3.org/2000/svg";
/** A line where there is silence (of 127). */
const LEAST = 1.5;

export interface Waveform {
  node: HTMLElement;
  /** null: not known, a plain line. */
  draw(outline: Outline | null): void;
  /** The share that was played, from 0 to 1. */
  played(part: number): void;
}

export function waveform(): Waveform {
  const [whole, done] = [picture("hfw-wave"), picture("hfw-wave hfw-played")];
  const node = h("div", { class: "hfw-waves", "aria-hidden": "true" });
  node.append(whole.node, done.node);
  const self: Waveform = {
    node,
    draw(outline) {
      const shape = shapeOf(outline ?? new Int8Array(4));
      whole.draw(shape);
      done.draw(shape);
    },
    played(part) {
      node.style.setProperty("--hfw-done", `${(100 * part).toFixed(3)}%`);
    },
  };
  self.draw(null);
  return self;
}

/** A closed line: along the highest samples, and back along the lowest. */
function shapeOf(outline: Outline): { path: string; width: number } {
  const count = outline.length / 2;
  const points = (at: number) => [
    Math.min(-LEAST, -(outline[2 * at + 1] as number)),
    Math.max(LEAST, -(outline[2 * at] as number)),
  ];
  // One part alone would have no width.
  const width = Math.max(1, count - 1);
  const upper = [];
  const lower = [];
  for (let at = 0; at <= width; at++) {
    const [high, low] = points(Math.min(at, count - 1));
    upper.push(`${at} ${high}`);
    lower.unshift(`${at} ${low}`);
  }
  return { path: `M${upper.join("L")}L${lower.join("L")}Z`, width };
}

function picture(name: string) {
  const node = document.createElementNS(NAMESPACE, "svg");
  const path = document.createElementNS(NAMESPACE, "path");
  node.setAttribute("class", name);
  node.setAttribute("preserveAspectRatio", "none");
  node.append(path);
  return {
    node,
    draw({ path: shape, width }: { path: string; width: number }) {
      node.setAttribute("viewBox", `0 -128 ${width} 256`);
      path.setAttribute("d", shape);
    },
  };
}

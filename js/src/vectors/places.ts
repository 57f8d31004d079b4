// Points on a plane, each with its text: a few are named beside their dots, any of many by pointer or
// arrow keys.
import { h, set } from "../lib/dom";
import * as said from "../lib/vector_strings";

/** Most points whose names stand beside them. */
const NAMED = 12;
/** Most letters of such a name. */
const SHORT = 22;

interface Point {
  name: string;
  x: number;
  y: number;
}

export function places() {
  let points: Point[] = [];
  let at = -1;
  const read = h("div", { class: "hfw-dim hfw-reading", role: "status", dir: "auto" });
  const field = h("div", {
    class: "hfw-field",
    tabIndex: 0,
    role: "application",
    "aria-label": said.placesLabel,
  });
  const go = (to: number) => {
    field.children[at]?.classList.remove("hfw-here");
    at = to;
    field.children[at]?.classList.add("hfw-here");
    read.textContent = points[at]?.name ?? "";
  };
  field.onpointerover = ({ target }) => {
    const over = [...field.children].findIndex((one) => one.contains(target as Node));
    if (over >= 0) {
      go(over);
    }
  };
  field.onkeydown = (event) => {
    const along = { ArrowLeft: "x", ArrowRight: "x", ArrowUp: "y", ArrowDown: "y" }[event.key];
    if (along && points.length) {
      event.preventDefault();
      const forth = event.key === "ArrowRight" || event.key === "ArrowUp";
      go(next(points, at, along as "x" | "y", forth));
    }
  };
  return {
    node: h("div", "places", field, read),
    /** Show places `x, y, x, y, …`; those that are no numbers have none. */
    show(names: readonly string[], flat: Float32Array) {
      points = names
        .map((name, index) => ({ name, x: flat[2 * index] ?? NaN, y: flat[2 * index + 1] ?? NaN }))
        .filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
      at = -1;
      read.textContent = "";
      const most = Math.max(1e-12, ...points.flatMap(({ x, y }) => [Math.abs(x), Math.abs(y)]));
      const named = points.length <= NAMED ? apart(points, most) : new Set<Point>();
      field.replaceChildren(...points.map((one) => dot(one, most, named.has(one))));
    },
  };
}

/** Those whose names do not stand over each other. */
function apart(points: readonly Point[], most: number): Set<Point> {
  const named = new Set<Point>();
  for (const one of points) {
    const near = [...named].some(
      ({ x, y }) => Math.abs(one.y - y) < 0.16 * most && Math.abs(one.x - x) < 1.2 * most,
    );
    if (!near) {
      named.add(one);
    }
  }
  return named;
}

/** The next point to a side, or the outermost one from the other side. */
function next(points: readonly Point[], at: number, along: "x" | "y", forth: boolean): number {
  const order = points.map((_, index) => index);
  order.sort((a, b) => (points[a] as Point)[along] - (points[b] as Point)[along] || a - b);
  const place = order.indexOf(at);
  const to = place < 0 ? (forth ? 0 : order.length - 1) : place + (forth ? 1 : -1);
  return order[Math.max(0, Math.min(order.length - 1, to))] as number;
}

function dot({ name, x, y }: Point, most: number, named: boolean): HTMLElement {
  const node = h("span", { class: "hfw-dot", title: name });
  if (named) {
    const short = name.length > SHORT ? `${name.slice(0, SHORT)}…` : name;
    node.append(
      h("span", { class: `hfw-dotname${x > 0 ? " hfw-before" : ""}`, dir: "auto" }, short),
    );
  }
  set(node, { "aria-hidden": true });
  node.style.setProperty("left", `${50 + (44 * x) / most}%`);
  node.style.setProperty("top", `${50 - (44 * y) / most}%`);
  return node;
}

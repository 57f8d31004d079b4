// A picture that was made of another: one over the other, with a border that can be moved.

import type { MakeRenderer, RendererHost } from "../kit";
import { button, h, set } from "../lib/dom";
import { type Levels, levels } from "../lib/levels";
import { pictures } from "../lib/pictures";
import { download } from "../lib/save";
import { atEnd } from "../lib/traits";
import { type Frame, viewer } from "../lib/viewer";
import type { Size } from "../lib/viewpoint";
import * as strings from "../lib/vision_strings";
import { useIn } from "../parts/use_in";
import { type Answer, answers } from "../regions/answers";
import type { Buffers } from "../talk/model";

interface Comparison extends Answer {
  made: Size & { id: string; type: string; size: number };
}

const words = ({ width, height }: Size) => `${width} × ${height}`;

export const compare: MakeRenderer = (host) => {
  const { signal, prompt } = host;
  const store = pictures(host);
  let before: Levels | null = null;
  let made: Blob | null = null;
  let size = "";
  const about = h("span", "dim");
  const { view, show } = bothIn(signal, () => before);
  const { actions, outcome } = uses(host, () => made as Blob);
  const inWords = () => [prompt(), size].filter(Boolean).join("\n");
  const node = h("div", "compare");
  const forget = () => {
    before?.close();
    before = null;
  };
  const offer = (on: boolean) => {
    for (const one of actions) {
      one.hidden = !on;
    }
  };
  offer(false);
  const { note, receive } = answers<Comparison>(host, view, node, {
    picture: (answer, buffers) => [answer.made.id, Promise.resolve(blobOf(answer, buffers))],
    async unpack(answer, buffers) {
      const blob = blobOf(answer, buffers);
      store.keep(answer.made.id, blob);
      // Without the picture before, what was made can still be looked at.
      const other = await store
        .blob(answer.picture)
        .then((bytes) => levels(bytes, () => view.redraw()))
        .catch(() => null);
      return () => {
        forget();
        before = other;
        made = blob;
        size = words(answer.made);
        about.textContent = strings.sizes(other ? words(other) : size, size);
        offer(true);
        show();
      };
    },
  });
  node.append(note, view.node, h("div", "bar", about, outcome));
  atEnd(signal, forget);

  return {
    node,
    actions,
    noun: strings.picture,
    begin() {},
    whole: receive,
    end: receive,
    busy: (active) => set(node, { "aria-busy": active }),
    text: inWords,
    markdown: inWords,
    summary: () => strings.made(size),
  };
};

/** The view of both pictures: one over the other, with the border and their names. */
function bothIn(signal: AbortSignal, before: () => Levels | null) {
  /** The picture's left border and width in the view, CSS pixels. */
  let extent: [number, number] = [0, 1];
  const tags = [strings.before, strings.after].map((name) => h("span", "caption hfw-tag", name));
  const partAt = (clientX: number) => {
    const { left } = view.stage.getBoundingClientRect();
    return (100 * (clientX - left - extent[0])) / extent[1];
  };
  const border = divider(partAt, (part) => {
    tags.forEach((tag, index) => {
      tag.hidden = part === (index ? 100 : 0);
    });
    view.redraw();
  });
  const view = viewer({
    signal,
    label: strings.picture,
    draw(frame, overlay) {
      const part = border.part();
      const { left, width } = drawBefore(before(), frame, part, overlay);
      extent = [left / frame.ratio, width / frame.ratio];
      border.node.style.left = `${extent[0] + (extent[1] * part) / 100}px`;
    },
    click: (_, { clientX, detail }) => {
      if (detail < 2) {
        border.move(partAt(clientX));
      }
    },
  });
  for (const one of [border.node, ...tags]) {
    one.hidden = true;
    view.stage.append(one);
  }
  const show = () => {
    border.node.hidden = !before();
    border.move(border.part());
  };
  return { view, show };
}

const blobOf = ({ made: { type } }: Comparison, [bytes]: Buffers) =>
  new Blob(bytes ? [bytes as DataView<ArrayBuffer>] : [], { type });

/** What can be done with the picture that was made, and a place for what came of it. */
function uses(host: RendererHost, made: () => Blob) {
  const outcome = h("span", { role: "status" });
  const again = button(strings.useAsInput, () =>
    host.talk.call({ kind: "use", target: "self", what: { kind: "made" } }, (error) => {
      outcome.textContent = error ?? "";
      outcome.className = error ? "hfw-fault" : "";
    }),
  );
  const onward = useIn(host, () => [
    { what: { kind: "made" }, name: strings.after },
    { what: { kind: "input" }, name: strings.before },
  ]).node;
  const keep = button(strings.download, () => {
    const type = made().type.split("/")[1] ?? "png";
    download(made(), `result.${type === "jpeg" ? "jpg" : type}`);
  });
  return { actions: [again, onward, keep], outcome };
}

/** Where a key moves the border to. */
const STEPS: Record<string, (part: number) => number> = {
  ArrowLeft: (part) => part - 2,
  ArrowDown: (part) => part - 2,
  ArrowRight: (part) => part + 2,
  ArrowUp: (part) => part + 2,
  PageDown: (part) => part - 10,
  PageUp: (part) => part + 10,
  Home: () => 0,
  End: () => 100,
};

/** The border between both pictures: a slider that keys and the pointer move. */
function divider(partAt: (clientX: number) => number, moved: (part: number) => void) {
  /** How much of the view shows the picture before, in percent. */
  let part = 50;
  const node = h("div", {
    class: "hfw-divider",
    role: "slider",
    tabIndex: 0,
    "aria-label": strings.divider,
    "aria-orientation": "horizontal",
    "aria-valuemin": 0,
    "aria-valuemax": 100,
  });
  const move = (to: number) => {
    part = Math.max(0, Math.min(100, Math.round(to)));
    set(node, { "aria-valuenow": part, "aria-valuetext": strings.share(part) });
    moved(part);
  };
  node.onkeydown = (event) => {
    const step = STEPS[event.key];
    if (step) {
      event.preventDefault();
      event.stopPropagation();
      move(step(part));
    }
  };
  node.onpointerdown = (event) => {
    event.stopPropagation();
    node.setPointerCapture(event.pointerId);
  };
  node.onpointermove = (event) => {
    if (node.hasPointerCapture(event.pointerId)) {
      event.stopPropagation();
      move(partAt(event.clientX));
    }
  };
  node.onclick = node.ondblclick = (event) => event.stopPropagation();
  return { node, move, part: () => part };
}

/** Draw the picture before over the left part; returns where the whole picture lies in the view. */
function drawBefore(
  before: Levels | null,
  frame: Frame,
  part: number,
  context: CanvasRenderingContext2D,
): { left: number; width: number } {
  const { picture, scale } = frame;
  const left = Math.max(0, frame.left);
  const width = Math.min(frame.width, frame.left + picture.width * scale) - left;
  context.clearRect(0, 0, frame.width, frame.height);
  if (before) {
    const wide = Math.round((width * part) / 100);
    // The same place, without changing its shape; what it does not cover shows the page.
    const fits = Math.min(picture.width / before.width, picture.height / before.height);
    const own = scale * fits;
    context.save();
    context.beginPath();
    context.rect(
      left,
      Math.max(0, frame.top),
      wide,
      Math.min(frame.height, picture.height * scale),
    );
    context.clip();
    context.fillStyle = getComputedStyle(context.canvas.parentElement as Element).backgroundColor;
    context.fillRect(0, 0, frame.width, frame.height);
    before.draw(context, {
      ratio: frame.ratio,
      scale: own,
      left: frame.left + (picture.width * scale - before.width * own) / 2,
      top: frame.top + (picture.height * scale - before.height * own) / 2,
    });
    context.restore();
  }
  return { left, width };
}

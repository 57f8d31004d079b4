// A picture that was made of another: one over the other, with a border that can be moved.

import type { MakeRenderer } from "../kit";
import { button, h, set } from "../lib/dom";
import { type Levels, levels } from "../lib/levels";
import { pictures } from "../lib/pictures";
import { download } from "../lib/save";
import { atEnd } from "../lib/traits";
import { type Frame, viewer } from "../lib/viewer";
import type { Size } from "../lib/viewpoint";
import * as strings from "../lib/vision_strings";
import { useIn } from "../parts/use_in";
import { answers } from "../regions/answers";
import type { Buffers } from "../talk/model";

interface Answer {
  picture: string;
  made: Size & { id: string; type: string; size: number };
}

const words = ({ width, height }: Size) => `${width} × ${height}`;

export const compare: MakeRenderer = (host) => {
  const { signal, talk, prompt } = host;
  const store = pictures(host);
  let before: Levels | null = null;
  let made: Blob | null = null;
  let size = "";
  /** How much of the view shows the picture before, in percent. */
  let part = 50;
  /** The picture's left border and width in the view, CSS pixels. */
  let extent: [number, number] = [0, 1];

  const handle = h("div", {
    class: "hfw-divider",
    role: "slider",
    tabIndex: 0,
    "aria-label": strings.divider,
    "aria-orientation": "horizontal",
    "aria-valuemin": 0,
    "aria-valuemax": 100,
  });
  const tags = [
    h("span", "caption hfw-tag", strings.before),
    h("span", "caption hfw-tag", strings.after),
  ];
  const about = h("span", "dim");
  const view = viewer({
    signal,
    label: strings.picture,
    draw(frame, overlay) {
      const { left, width } = drawBefore(before, frame, part, overlay);
      extent = [left / frame.ratio, width / frame.ratio];
      handle.style.left = `${extent[0] + (extent[1] * part) / 100}px`;
    },
    click: (_, { clientX, detail }) => {
      if (detail < 2) {
        moveTo(clientX);
      }
    },
  });
  view.stage.append(handle, ...tags);

  const move = (to: number) => {
    part = Math.max(0, Math.min(100, Math.round(to)));
    set(handle, { "aria-valuenow": part, "aria-valuetext": strings.share(part) });
    tags.forEach((tag, index) => {
      tag.hidden = part === (index ? 100 : 0);
    });
    view.redraw();
  };
  const moveTo = (clientX: number) => {
    const { left } = view.stage.getBoundingClientRect();
    move((100 * (clientX - left - extent[0])) / extent[1]);
  };
  const steps: Record<string, () => number> = {
    ArrowLeft: () => part - 2,
    ArrowDown: () => part - 2,
    ArrowRight: () => part + 2,
    ArrowUp: () => part + 2,
    PageDown: () => part - 10,
    PageUp: () => part + 10,
    Home: () => 0,
    End: () => 100,
  };
  handle.onkeydown = (event) => {
    const step = steps[event.key];
    if (step) {
      event.preventDefault();
      event.stopPropagation();
      move(step());
    }
  };
  handle.onpointerdown = (event) => {
    event.stopPropagation();
    handle.setPointerCapture(event.pointerId);
  };
  handle.onpointermove = (event) => {
    if (handle.hasPointerCapture(event.pointerId)) {
      event.stopPropagation();
      moveTo(event.clientX);
    }
  };
  handle.onclick = handle.ondblclick = (event) => event.stopPropagation();

  const outcome = h("span", { role: "status" });
  const again = button(strings.useAsInput, () =>
    talk.call({ kind: "use", target: "self", what: { kind: "made" } }, (error) => {
      outcome.textContent = error ?? "";
      outcome.className = error ? "hfw-fault" : "";
    }),
  );
  const keep = button(strings.download, () => {
    const type = made?.type.split("/")[1] ?? "png";
    download(made as Blob, `result.${type === "jpeg" ? "jpg" : type}`);
  });
  const onward = useIn(host, () => [
    { what: { kind: "made" }, name: strings.after },
    { what: { kind: "input" }, name: strings.before },
  ]).node;
  const inWords = () => [prompt(), size].filter(Boolean).join("\n");
  const node = h("div", "compare");
  const forget = () => {
    before?.close();
    before = null;
  };
  const has = (on: boolean) => {
    handle.hidden = again.hidden = onward.hidden = keep.hidden = !on;
    for (const tag of tags) {
      tag.hidden = !on;
    }
  };
  has(false);
  const blobOf = ({ made: { type } }: Answer, [bytes]: Buffers) =>
    new Blob(bytes ? [bytes as DataView<ArrayBuffer>] : [], { type });
  const { note, receive } = answers<Answer>(host, view, node, {
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
        has(true);
        handle.hidden = !other;
        move(part);
      };
    },
  });
  node.append(note, view.node, h("div", "bar", about, outcome));
  atEnd(signal, forget);

  return {
    node,
    actions: [again, onward, keep],
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
      scale: own,
      left: frame.left + (picture.width * scale - before.width * own) / 2,
      top: frame.top + (picture.height * scale - before.height * own) / 2,
    });
    context.restore();
  }
  return { left, width };
}

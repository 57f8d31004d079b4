// Width and height together: common sizes to choose from, which set both fields.
import { numberEditor } from "../editors/number";
import type { Context, Editor, MakeEditor } from "../kit";
import { choice, set } from "../lib/dom";
import * as strings from "../lib/gallery_strings";

const SIZES: [width: number, height: number][] = [
  [512, 512],
  [768, 512],
  [512, 768],
  [768, 768],
  [1024, 1024],
  [1216, 832],
  [832, 1216],
  [1344, 768],
  [768, 1344],
];
const CUSTOM = "custom";

interface Side {
  editor: Editor;
  edited(): void;
}
type Pair = { width?: Side; height?: Side; show(): void };

/** The two fields of one view; the first to be made holds the choice for both. */
const pairs = new WeakMap<AbortSignal, Pair>();

const nameOf = (width: unknown, height: unknown): string => {
  const name = `${width ?? ""}x${height ?? ""}`;
  return name === "x" || SIZES.some((size) => size.join("x") === name) ? name : CUSTOM;
};

function sizeChoice(pair: Pair): HTMLSelectElement {
  const known = SIZES.map(([width, height]) => [`${width}x${height}`, `${width} × ${height}`]);
  const select = choice(
    {
      x: strings.anySize,
      ...Object.fromEntries(known),
      [CUSTOM]: strings.custom,
    },
    () => {
      const parts = select.value.split("x");
      [pair.width, pair.height].forEach((side, index) => {
        if (side && select.value !== CUSTOM) {
          side.editor.set(Number(parts[index]) || null);
          side.edited();
        }
      });
    },
  );
  set(select, {
    "aria-label": strings.presets,
    title: strings.presets,
    class: "hfw-input hfw-sizes",
  });
  pair.show = () => {
    select.value = nameOf(pair.width?.editor.value(), pair.height?.editor.value());
  };
  return select;
}

export const sizeEditor: MakeEditor = (field, edited, context: Context) => {
  const pair = pairs.get(context.signal) ?? { show() {} };
  const first = !pairs.has(context.signal);
  pairs.set(context.signal, pair);
  const changed = () => {
    edited();
    pair.show();
  };
  const editor = numberEditor(field, changed, context);
  pair[field.name as "width" | "height"] = { editor, edited };
  if (first) {
    editor.node.prepend(sizeChoice(pair));
    editor.node.classList.add("hfw-size");
  }
  return {
    ...editor,
    set(value) {
      editor.set(value);
      pair.show();
    },
  };
};

// Width and height together: common sizes to choose from, in front of both fields.
import { numberEditor } from "../editors/number";
import type { Context, Editor, MakeEditor } from "../kit";
import { choice, h, set } from "../lib/dom";
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

/** The two fields of one view. */
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
  set(select, { class: "hfw-input hfw-sizes" });
  pair.show = () => {
    select.value = nameOf(pair.width?.editor.value(), pair.height?.editor.value());
  };
  return select;
}

export const sizeEditor: MakeEditor = (field, edited, context: Context) => {
  const pair = pairs.get(context.signal) ?? { show() {} };
  pairs.set(context.signal, pair);
  const changed = () => {
    edited();
    pair.show();
  };
  const editor = numberEditor(field, changed, context);
  pair[field.name as "width" | "height"] = { editor, edited };
  // It stands in front of the width; the height may have been made before it, or after.
  const before =
    field.name === "width"
      ? { before: h("label", "row", h("span", "", strings.presets), sizeChoice(pair)) }
      : {};
  return {
    ...editor,
    ...before,
    set(value) {
      editor.set(value);
      pair.show();
    },
  };
};

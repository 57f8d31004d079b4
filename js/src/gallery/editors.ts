// The editors of a task that makes pictures: of a prompt, numbers, the seed and the size.
import { modelEditor } from "../editors/model";
import { numberEditor } from "../editors/number";
import { textEditor } from "../editors/text";
import type { Kit, MakeEditor } from "../kit";
import { seedEditor } from "./seed";
import { sizeEditor } from "./sizes";

const BY_NAME: Record<string, MakeEditor> = {
  seed: seedEditor,
  width: sizeEditor,
  height: sizeEditor,
};

export const GALLERY_EDITORS: Kit["editors"] = {
  model: modelEditor,
  number: numberEditor,
  text: textEditor,
  integer: (field, edited, context) =>
    (BY_NAME[field.name] ?? numberEditor)(field, edited, context),
};

// The editors of a task that makes pictures: those of every task, and of the seed and the size.
import { EDITORS } from "../editors";
import { numberEditor } from "../editors/number";
import type { Kit, MakeEditor } from "../kit";
import { seedEditor } from "./seed";
import { sizeEditor } from "./sizes";

const BY_NAME: Record<string, MakeEditor> = {
  seed: seedEditor,
  width: sizeEditor,
  height: sizeEditor,
};

export const GALLERY_EDITORS: Kit["editors"] = {
  ...EDITORS,
  integer: (field, edited, context) =>
    (BY_NAME[field.name] ?? numberEditor)(field, edited, context),
};

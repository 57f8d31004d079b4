// The editors that every task needs, by field kind; a bundle adds its own.
import type { Kit } from "../kit";
import { booleanEditor } from "./boolean";
import { modelEditor } from "./model";
import { numberEditor } from "./number";
import { stringsEditor } from "./strings";
import { textEditor } from "./text";

export const EDITORS: Kit["editors"] = {
  boolean: booleanEditor,
  integer: numberEditor,
  model: modelEditor,
  number: numberEditor,
  strings: stringsEditor,
  text: textEditor,
};

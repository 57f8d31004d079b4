// The editors by field kind. A new kind of input is one module and one line here.
import type { Field, MakeEditor } from "../lib/types";
import { booleanEditor } from "./boolean";
import { modelEditor } from "./model";
import { numberEditor } from "./number";
import { stringsEditor } from "./strings";
import { textEditor } from "./text";

export const EDITORS: { [Kind in Field["kind"]]: MakeEditor } = {
  boolean: booleanEditor,
  integer: numberEditor,
  model: modelEditor,
  number: numberEditor,
  strings: stringsEditor,
  text: textEditor,
};

// The widgets of tasks that make numbers of texts: vectors, and how close texts are.
import { EDITORS } from "../editors";
import { textLines, textOrLines } from "../editors/lines";
import { textEditor } from "../editors/text";
import type { MakeEditor } from "../kit";
import { parameters } from "../parts/parameters";
import { shell } from "../parts/shell";
import { similarity } from "../renderers/similarity";
import { vectors } from "../renderers/vectors";

const text: MakeEditor = (field, edited, context) =>
  (field.name === "text" ? textOrLines : textEditor)(field, edited, context);

export default shell({
  editors: { ...EDITORS, strings: textLines, text },
  renderers: { similarity, vectors },
  parameters,
});

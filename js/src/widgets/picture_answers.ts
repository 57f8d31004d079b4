// The widgets that say something about a picture in words: captions, answers to questions.
import { booleanEditor } from "../editors/boolean";
import { documentEditor } from "../editors/document";
import { PICTURE_EDITORS } from "../editors/image";
import { numberEditor } from "../editors/number";
import * as said from "../lib/answer_strings";
import { h } from "../lib/dom";
import { child } from "../parts/child";
import { history } from "../parts/history";
import { lately } from "../parts/lately";
import { parameters } from "../parts/parameters";
import { shell } from "../parts/shell";

const pictureAnswers = lately("picture_talk", {
  noun: said.answer.toLowerCase(),
  actions: [said.useText, said.usePicture],
  hint: () => h("div", "dim", said.awaited),
});

export default shell({
  editors: {
    ...PICTURE_EDITORS,
    image: documentEditor,
    boolean: booleanEditor,
    integer: numberEditor,
  },
  renderers: { "picture-answers": pictureAnswers },
  history,
  parameters,
  below: [child],
});

// The widgets that say something about a picture in words: captions, answers to questions.
import { booleanEditor } from "../editors/boolean";
import { documentEditor } from "../editors/document";
import { PICTURE_EDITORS } from "../editors/image";
import { numberEditor } from "../editors/number";
import { child } from "../parts/child";
import { history } from "../parts/history";
import { parameters } from "../parts/parameters";
import { shell } from "../parts/shell";
import { pictureAnswers } from "../renderers/picture_answers";

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

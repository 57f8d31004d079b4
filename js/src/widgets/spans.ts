// The widgets of tasks that find something in a text: named spans, answers to a question.
import { EDITORS } from "../editors";
import { child } from "../parts/child";
import { history } from "../parts/history";
import { parameters } from "../parts/parameters";
import { shell } from "../parts/shell";
import { answers } from "../renderers/answers";
import { spans } from "../renderers/spans";

export default shell({
  editors: EDITORS,
  renderers: { answers, spans },
  history,
  parameters,
  below: [child],
});

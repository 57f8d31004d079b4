// The widgets of tasks that give labels or words of a text their scores.
import { EDITORS } from "../editors";
import { history } from "../parts/history";
import { parameters } from "../parts/parameters";
import { shell } from "../parts/shell";
import { scores } from "../renderers/scores";

export default shell({
  editors: EDITORS,
  renderers: { candidates: scores, scores },
  history,
  parameters,
});

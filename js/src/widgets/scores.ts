// The widgets of tasks that give labels or words of a text their scores.
import { EDITORS } from "../editors";
import { maskedEditor } from "../editors/masked";
import { pastedEditor } from "../editors/pasted";
import { child } from "../parts/child";
import { history } from "../parts/history";
import { parameters } from "../parts/parameters";
import { shell } from "../parts/shell";
import { candidates } from "../renderers/candidates";
import { scores } from "../renderers/scores";

export default shell({
  editors: { ...EDITORS, strings: pastedEditor, text: maskedEditor },
  renderers: { candidates, scores },
  history,
  parameters,
  below: [child],
});

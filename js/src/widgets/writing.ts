// The widgets of tasks that make another text of a text.
import { EDITORS } from "../editors";
import { objectEditor } from "../editors/object";
import { child } from "../parts/child";
import { history } from "../parts/history";
import { shell } from "../parts/shell";
import { text } from "../renderers/text";
import { besideEditor, otherParameters, placed } from "../writing/beside";

export default shell({
  editors: { ...EDITORS, object: objectEditor, text: besideEditor },
  renderers: { text },
  history,
  parameters: otherParameters,
  below: [placed, child],
});

// The widget that speaks a text.
import { EDITORS } from "../editors";
import { h } from "../lib/dom";
import * as strings from "../lib/strings";
import { child } from "../parts/child";
import { history } from "../parts/history";
import { lately } from "../parts/lately";
import { parameters } from "../parts/parameters";
import { shell } from "../parts/shell";

const hint = () => h("div", "dim", strings.noAnswer);
const made = lately("made_sounds", { noun: "sound", actions: [strings.useIn], hint });

export default shell({
  editors: EDITORS,
  renderers: { sound: made },
  history,
  parameters,
  below: [child],
});

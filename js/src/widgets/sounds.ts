// The widgets that listen to a sound, or change one.
import { EDITORS } from "../editors";
import { audioEditor } from "../editors/audio";
import { h } from "../lib/dom";
import * as strings from "../lib/strings";
import { child } from "../parts/child";
import { history } from "../parts/history";
import { lately } from "../parts/lately";
import { parameters } from "../parts/parameters";
import { shell } from "../parts/shell";

const hint = () => h("div", "dim", strings.noAnswer);
const made = lately("made_sounds", { noun: "sound", actions: [strings.useIn], hint });
const scores = lately("sound_labels", { noun: "result", actions: [strings.useIn], hint });
const transcript = lately("transcribed", { noun: "text", actions: [strings.useIn], hint });

export default shell({
  editors: { ...EDITORS, audio: audioEditor },
  renderers: { "sound-scores": scores, sounds: made, transcript },
  history,
  parameters,
  below: [child],
});

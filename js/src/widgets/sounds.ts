// The widgets that listen to a sound, speak a text, or change a sound.
import { EDITORS } from "../editors";
import { audioEditor } from "../editors/audio";
import { child } from "../parts/child";
import { history } from "../parts/history";
import { parameters } from "../parts/parameters";
import { shell } from "../parts/shell";
import { made } from "../renderers/made";
import { scores } from "../renderers/scores";
import { transcript } from "../renderers/transcript";

export default shell({
  editors: { ...EDITORS, audio: audioEditor },
  renderers: { sound: made, "sound-scores": scores, sounds: made, transcript },
  history,
  parameters,
  below: [child],
});

// The widget that divides a picture into segments.
import { PICTURE_EDITORS } from "../editors/image";
import * as strings from "../lib/strings";
import { keep, nouns } from "../lib/vision_strings";
import { child } from "../parts/child";
import { lately } from "../parts/lately";
import { shell } from "../parts/shell";

const segments = lately("found_segments", {
  noun: nouns.segment[1],
  actions: [strings.useIn, keep],
});

export default shell({ editors: PICTURE_EDITORS, renderers: { segments }, below: [child] });

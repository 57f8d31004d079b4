// The widget that finds things in a picture.
import { PICTURE_EDITORS } from "../editors/image";
import * as strings from "../lib/strings";
import { keep, nouns } from "../lib/vision_strings";
import { child } from "../parts/child";
import { lately } from "../parts/lately";
import { shell } from "../parts/shell";

const boxes = lately("found_boxes", { noun: nouns.box[1], actions: [strings.useIn, keep] });

export default shell({ editors: PICTURE_EDITORS, renderers: { boxes }, below: [child] });

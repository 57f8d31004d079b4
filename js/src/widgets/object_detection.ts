// The widget that finds things in a picture.
import { PICTURE_EDITORS } from "../editors/image";
import { child } from "../parts/child";
import { shell } from "../parts/shell";
import { boxes } from "../renderers/boxes";

export default shell({ editors: PICTURE_EDITORS, renderers: { boxes }, below: [child] });

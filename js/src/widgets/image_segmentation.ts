// The widget that divides a picture into segments.
import { PICTURE_EDITORS } from "../editors/image";
import { child } from "../parts/child";
import { shell } from "../parts/shell";
import { segments } from "../renderers/segments";

export default shell({ editors: PICTURE_EDITORS, renderers: { segments }, below: [child] });

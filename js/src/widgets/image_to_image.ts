// The widget that changes a picture.
import { PICTURE_EDITORS } from "../editors/image";
import { child } from "../parts/child";
import { shell } from "../parts/shell";
import { compare } from "../renderers/compare";

export default shell({ editors: PICTURE_EDITORS, renderers: { picture: compare }, below: [child] });

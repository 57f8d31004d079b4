// The widget that says what a picture shows.
import { PICTURE_EDITORS } from "../editors/image";
import { child } from "../parts/child";
import { shell } from "../parts/shell";
import { labels } from "../renderers/labels";

export default shell({ editors: PICTURE_EDITORS, renderers: { labels }, below: [child] });

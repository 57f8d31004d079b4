// The widget that says what a picture shows.
import { PICTURE_EDITORS } from "../editors/image";
import { stringsEditor } from "../editors/strings";
import { child } from "../parts/child";
import { shell } from "../parts/shell";
import { labels } from "../renderers/labels";

export default shell({
  // Labels of one's own are a list.
  editors: { ...PICTURE_EDITORS, strings: stringsEditor },
  renderers: { labels },
  below: [child],
});

// The widget that says what a picture shows.
import { PICTURE_EDITORS } from "../editors/image";
import { numberEditor } from "../editors/number";
import { stringsEditor } from "../editors/strings";
import { child } from "../parts/child";
import { parameters } from "../parts/parameters";
import { shell } from "../parts/shell";
import { labels } from "../renderers/labels";

export default shell({
  // Labels of one's own are a list.
  editors: { ...PICTURE_EDITORS, strings: stringsEditor, integer: numberEditor },
  renderers: { labels },
  parameters,
  below: [child],
});

// The widget that says what a picture shows.
import { PICTURE_EDITORS } from "../editors/image";
import { numberEditor } from "../editors/number";
import { stringsEditor } from "../editors/strings";
import * as strings from "../lib/strings";
import { child } from "../parts/child";
import { lately } from "../parts/lately";
import { parameters } from "../parts/parameters";
import { shell } from "../parts/shell";

const labels = lately("seen_labels", { noun: "result", actions: [strings.useIn] });

export default shell({
  // Labels of one's own are a list.
  editors: { ...PICTURE_EDITORS, strings: stringsEditor, integer: numberEditor },
  renderers: { labels },
  parameters,
  below: [child],
});

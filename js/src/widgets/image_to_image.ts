// The widget that changes a picture.
import { PICTURE_EDITORS } from "../editors/image";
import { numberEditor } from "../editors/number";
import * as strings from "../lib/vision_strings";
import { child } from "../parts/child";
import { history } from "../parts/history";
import { lately } from "../parts/lately";
import { parameters } from "../parts/parameters";
import { shell } from "../parts/shell";

// Its buttons come with the first picture.
const compare = lately("before_after", { noun: strings.picture });

export default shell({
  editors: { ...PICTURE_EDITORS, integer: numberEditor, number: numberEditor },
  renderers: { picture: compare },
  history,
  parameters,
  below: [child],
});

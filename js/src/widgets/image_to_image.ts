// The widget that changes a picture.
import { PICTURE_EDITORS } from "../editors/image";
import { numberEditor } from "../editors/number";
import { child } from "../parts/child";
import { history } from "../parts/history";
import { parameters } from "../parts/parameters";
import { shell } from "../parts/shell";
import { compare } from "../renderers/compare";

export default shell({
  editors: { ...PICTURE_EDITORS, integer: numberEditor, number: numberEditor },
  renderers: { picture: compare },
  history,
  parameters,
  below: [child],
});

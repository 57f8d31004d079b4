// The widget that changes a picture.
import { EDITORS } from "../editors";
import { imageEditor } from "../editors/image";
import { child } from "../parts/child";
import { history } from "../parts/history";
import { parameters } from "../parts/parameters";
import { shell } from "../parts/shell";
import { compare } from "../renderers/compare";

export default shell({
  editors: { ...EDITORS, image: imageEditor },
  renderers: { picture: compare },
  history,
  parameters,
  below: [child],
});

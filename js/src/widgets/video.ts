// The widgets that make a video.
import { EDITORS } from "../editors";
import { PICTURE_EDITORS } from "../editors/image";
import { objectEditor } from "../editors/object";
import { history } from "../parts/history";
import { parameters } from "../parts/parameters";
import { shell } from "../parts/shell";
import { video } from "../renderers/video";

export default shell({
  editors: { ...EDITORS, ...PICTURE_EDITORS, object: objectEditor },
  renderers: { video },
  history,
  parameters,
});

// The widget of tasks that make pictures.
import { GALLERY_EDITORS } from "../gallery/editors";
import { child } from "../parts/child";
import { history } from "../parts/history";
import { parameters } from "../parts/parameters";
import { shell } from "../parts/shell";
import { gallery } from "../renderers/gallery";

export default shell({
  editors: GALLERY_EDITORS,
  renderers: { pictures: gallery },
  history,
  parameters,
  below: [child],
});

// The widget of tasks that make pictures.
import { GALLERY_EDITORS } from "../gallery/editors";
import { h } from "../lib/dom";
import * as strings from "../lib/gallery_strings";
import { child } from "../parts/child";
import { history } from "../parts/history";
import { lately } from "../parts/lately";
import { parameters } from "../parts/parameters";
import { shell } from "../parts/shell";

const gallery = lately("made_pictures", {
  noun: "picture",
  actions: [strings.sweep],
  others: [strings.fromPng],
  hint: () => h("div", "gallery", h("figure", "shown", h("div", "opener hfw-dim", strings.empty))),
});

export default shell({
  editors: GALLERY_EDITORS,
  renderers: { pictures: gallery },
  history,
  parameters,
  below: [child],
});

// The widget of tasks whose kind of output has no renderer of its own yet.
import { EDITORS } from "../editors";
import { PICTURE_EDITORS } from "../editors/image";
import { objectEditor } from "../editors/object";
import { textsEditor } from "../editors/texts";
import { child } from "../parts/child";
import { parameters } from "../parts/parameters";
import { shell } from "../parts/shell";
import { value } from "../renderers/value";

export default shell({
  editors: { ...EDITORS, ...PICTURE_EDITORS, object: objectEditor, text: textsEditor },
  renderers: { value },
  parameters,
  below: [child],
});

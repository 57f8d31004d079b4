// The widget of tasks whose kind of output has no renderer of its own yet.
import { EDITORS } from "../editors";
import { PICTURE_EDITORS } from "../editors/image";
import { objectEditor } from "../editors/object";
import { child } from "../parts/child";
import { parameters } from "../parts/parameters";
import { shell } from "../parts/shell";
import { value } from "../renderers/value";

export default shell({
  editors: { ...EDITORS, ...PICTURE_EDITORS, object: objectEditor },
  renderers: { value },
  parameters,
  below: [child],
});

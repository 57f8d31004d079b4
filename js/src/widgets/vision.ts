// The widgets of tasks that look at a picture, or change one.
import { EDITORS } from "../editors";
import { shell } from "../parts/shell";

export default shell({ editors: EDITORS, renderers: {} });

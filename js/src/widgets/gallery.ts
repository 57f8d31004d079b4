// The widget of tasks that make pictures.
import { EDITORS } from "../editors";
import { shell } from "../parts/shell";

export default shell({ editors: EDITORS, renderers: {} });

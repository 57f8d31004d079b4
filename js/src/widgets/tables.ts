// The widgets of tasks on tables.
import { EDITORS } from "../editors";
import { tableEditor } from "../editors/table";
import { parameters } from "../parts/parameters";
import { shell } from "../parts/shell";
import { cells } from "../renderers/cells";
import { predictions } from "../renderers/predictions";

export default shell({
  editors: { ...EDITORS, table: tableEditor },
  renderers: { cells, predictions },
  parameters,
});

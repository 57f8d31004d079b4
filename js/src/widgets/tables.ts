// The widgets of tasks on tables.
import { EDITORS } from "../editors";
import { tableEditor } from "../editors/table";
import { h } from "../lib/dom";
import { lately } from "../parts/lately";
import { parameters } from "../parts/parameters";
import { shell } from "../parts/shell";
import * as said from "../tables/strings";

const hint = (words: string) => () => h("div", "dim", words);
const cells = lately("table_cells", { noun: "answer", hint: hint(said.noAnswer) });
const predictions = lately("table_predictions", {
  noun: "predictions",
  hint: hint(said.noPredictions),
});

export default shell({
  editors: { ...EDITORS, table: tableEditor },
  renderers: { cells, predictions },
  parameters,
});

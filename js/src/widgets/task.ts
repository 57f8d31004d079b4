// The widgets of tasks on texts.
import { EDITORS } from "../editors";
import { history } from "../parts/history";
import { parameters } from "../parts/parameters";
import { shell } from "../parts/shell";
import { textStream } from "../renderers/text_stream";

export default shell({
  editors: EDITORS,
  history,
  parameters,
  renderers: { "text-stream": textStream },
});

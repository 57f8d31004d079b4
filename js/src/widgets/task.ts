// The widgets of tasks on texts.
import { EDITORS } from "../editors";
import { history } from "../parts/history";
import { shell } from "../parts/shell";
import { textStream } from "../renderers/text_stream";

export default shell({ editors: EDITORS, history, renderers: { "text-stream": textStream } });

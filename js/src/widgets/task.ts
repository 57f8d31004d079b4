// The widgets of tasks on texts.
import { EDITORS } from "../editors";
import { shell } from "../parts/shell";
import { textStream } from "../renderers/text_stream";

export default shell({ editors: EDITORS, renderers: { "text-stream": textStream } });

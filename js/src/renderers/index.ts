// The renderers by output kind. A new kind of output is one module and one line here.
import type { Form, MakeRenderer } from "../lib/types";
import { textStream } from "./text_stream";

export const RENDERERS: { [Kind in Form["output"]]: MakeRenderer } = {
  "text-stream": textStream,
};

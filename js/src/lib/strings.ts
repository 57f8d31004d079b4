// Every text that a user reads and that does not come from Python: the one table to translate.
import type { Counters, Field, Form, Status } from "../protocol";

export const run = "Run";
export const stop = "Stop";
export const hint = /Mac|iP/.test(navigator.platform) ? "⌘ Enter" : "Ctrl+Enter";
export const stopHint = "Esc";
export const parameters = "Parameters";
export const resetAll = "Reset all";
export const parameterHelp = "Empty: the server decides.";
export const reset = (name: string) => `Reset ${name}`;
export const drawSeed = "Draw a random seed";
export const unset = "not set";
/** A choice that is left to the default: never the same words as a choice of its own. */
export const unsetBut = (other: unknown) => unset + (other == null ? "" : ` (${other})`);
export const remove = (text: string) => `Remove ${text}`;
export const addText = "add, then Enter";
export const modelHint = "recommended model";
export const models = "Models";
export const choose = "Choose a model";
export const recommended = "recommended";
export const checkStatus = "Check status";
export const provider = (name: string | null) => `Provider: ${name}`;
export const asking = "Asking who serves the model …";
/** What a call cost: two digits, however small. */
export const dollars = (cost: number | null | undefined) =>
  cost == null
    ? ""
    : cost
      ? `$${cost.toLocaleString("en", { maximumSignificantDigits: 2 })}`
      : "free";
export const runWith = "Run with";
/** What of the list is offered, and what it lacks. */
export const offered = (shown: number, all: number, listing: boolean, lack: string) =>
  [
    listing ? "Reading the list …" : !all && "No model matches; an id or a URL can be typed.",
    all > shown && `${shown} of ${all}: type to find others`,
    lack,
  ]
    .filter(Boolean)
    .join(" ");
export const output = "Generated text";
export const emptyOutput = "The generated text will appear here.";
export const answer = "Answer";
export const notKept = "Its text is not kept in the notebook.";
export const noAnswer = "The answer will appear here.";
export const notDrawn = (reason: string) => `What draws the answer has not come: ${reason}`;
export const comes = "On its way from the kernel …";
export const newText = "↓ new text";
export const proceed = "Continue";
export const undo = "Undo";
export const copy = "Copy";
export const copied = "Copied";
export const notCopied = "Not allowed";
export const more = "More";
export const markdown = "Copy as Markdown";
export const download = "Download";
export const json = "JSON";
export const request = "Request";
export const response = "Response";
export const showMore = (count: number) => `${count} more`;
export const specialTokens = "Special tokens";

export const close = "Close";
export const openedBelow = "Opened from here";
export const notOpened = (reason: string) =>
  `The widget cannot be shown here (${reason}). Show it in a cell of its own: the attribute “opened” of this one is it.`;
export const noManager = "this notebook shows no widget inside another";
export const useIn = "Use in";
export const looking = "Looking for widgets …";
export const noTarget = "There is no widget that takes a picture.";
export const nothingToUse = "There is no picture yet.";
export const usedIn = (name: string, title: string, detail: string) =>
  `${name}: now in ${title}${detail && ` (${detail})`}.`;

export const runsThen = "The run begins when what it is given has arrived.";
export const kernelBusy = (action: string) =>
  `The kernel is busy with a cell. ${action} will be done when it ends (or interrupt the kernel).`;
export const gone = "The kernel has lost this widget: run its cell again.";
export const noKernel = "No kernel has this widget: below is the saved result.";
export const unanswered = "The kernel does not answer. If no cell runs, run this one again.";

export const states = {
  idle: "",
  loading: "Loading",
  running: "Generating",
  done: "Done",
  stopped: "Stopped",
  error: "Failed",
};
/** A run's state in a word; what looks at something generates nothing. */
export const state = (status: Status, output: Form["output"]) =>
  status === "running" && !/^(text-stream|pictures?)$/.test(output) ? "Running" : states[status];
/** How a run has ended, and what of it has not: "Done, 4 failed". */
export const ending = (word: string, { failed, stopped }: Counters) =>
  word + (failed ? `, ${failed} failed` : "") + (stopped ? `, ${stopped} stopped` : "");
export const tokens = (count?: number | null) => (count === 1 ? "token" : "tokens");
export const perSecond = "tokens/s";
export const toFirst = "to first token";
export const elapsed = "in all";
export const computed = (type?: string | null) => `computing${type ? ` on ${type}` : ""}`;
export const cached = "cached";
export const finishReasons: Record<string, string> = {
  length: "token limit reached",
  eos_token: "end of text",
  stop_sequence: "stop sequence found",
};

export const wait = (left: number | null, time: string) =>
  left === null ? "no estimate" : left > 0 ? `about ${time} left` : "longer than estimated";
/** `next` is "" while the next attempt is on: a server may hold it until the model is there. */
export const soFar = (time: string, attempt: number, next: string) =>
  `${time} so far` +
  (attempt
    ? `, attempt ${next ? `${attempt}, next in ${next}` : `${attempt + 1} waits for its answer`}`
    : "");
export const cancel = "Cancel";

export const retry = "Retry";
export const retryIn = (time: string) => `Retry in ${time}`;
export const details = "Details";
export const copyDetails = "Copy details";
export const requestId = (id: string) => `request ${id}`;

export const words = (count: number) => `${count} words`;
export const finished = (...told: string[]) => told.filter(Boolean).join(", ");

export const missing = (name: string) => `The ${name} is empty: write something first.`;
export const breach = (text: string, rule: string) =>
  `“${text}” is not ${rule}. Change or reset it.`;
export const tooLong = "a number that the page can hold exactly: set it from Python";
/** Pages hold no 64-bit number exactly, and name none that is almost it. */
const rounded = (value: number) => (value > 2 ** 53 ? value.toExponential(1) : value);
/** What a field is for, and which numbers it takes: told before one is refused. */
export const help = (field: Field) =>
  field.help + (/^(integer|number)$/.test(field.kind) ? ` It is ${rule(field)}.` : "");
/** A field's rule in words: "a whole number of at least 1". */
export const rule = ({ kind, minimum, maximum, above, below }: Field) =>
  (kind === "integer" ? "a whole number" : "a number") +
  [
    minimum != null && ` of at least ${minimum}`,
    above != null && ` above ${above}`,
    maximum != null && ` of at most ${rounded(maximum)}`,
    below != null && ` below ${below}`,
  ]
    .filter(Boolean)
    .join(" and");

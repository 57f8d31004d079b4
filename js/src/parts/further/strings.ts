// What the part says.
import { seconds } from "../../lib/words";
import type { BatchState } from "../../protocol";

export const close = "Close";
export const code = "Copy as code";
export const language = "Language";
export const python = "Python";
export const awaited = "Python, awaited";
export const curl = "curl";
export const notRun = "There is no call yet: press Run first.";
export const batch = "Run on a column";
export const rows = "Rows";
export const lines = "Lines below";
export const linesHint = "One input a line";
export const argument = "Argument";
export const start = "Start";
export const stopBatch = "Stop";
export const retryFailed = (count: number, left: number) =>
  [count && `Retry ${number(count)} failed`, left && `${count ? "do" : "Do"} ${number(left)} left`]
    .filter(Boolean)
    .join(" and ");
export const results = "First results";
export const errors = "Errors";
export const row = "Row";
export const input = "Input";
export const result = "Result";
export const error = "Error";
export const toVariable = "To variable";
export const variableName = "Variable name";
export const put = "Assign";
export const assigned = (noun: string, name: string) => `The ${noun} is in the variable ${name}.`;
export const table = "table of results";
export const noColumns =
  "No variable holds texts: paste lines, or make a list, a Series or a DataFrame.";
export const busy = "The kernel is busy with a cell: it begins when that ends.";
export const maximize = "Maximize";
export const restore = "Restore";
export const column = (variable: string, name: string | null, count: number) =>
  `${variable}${name === null ? "" : `[${JSON.stringify(name)}]`} (${number(count)} rows)`;

export const examples = "Examples";
export const here = "To try";
export const ofCard = (model: string) => `From the card of ${model}`;
export const looking = "Looking for examples…";
export const readingCard = "Reading the model's card…";
export const noneHere = "There are none for this task: give some as examples=[...].";
export const noneInCard = "The model's card has none for this task.";
export const use = "Use";
export const useOne = (words: string) => `Use: ${words}`;
export const used = "The example is in the form. Put back brings what was there before.";
export const putBack = "Put back";
export const isBack = "What was in the form before is back.";
export const later = "The kernel is busy with a cell: it answers when that ends.";

const number = (value: number) => value.toLocaleString("en");
const words = { running: "Running", done: "Done", stopped: "Stopped", error: "Given up" };

/** How far it is, in one line. */
export function progress({
  status,
  label,
  total,
  done,
  failed,
  left,
  elapsed,
}: BatchState): string {
  const rest = total - done - failed;
  return [
    `${words[status]}: ${label}`,
    `${number(done)} of ${number(total)} done`,
    failed && `${number(failed)} failed`,
    rest && `${number(rest)} left`,
    status === "running" ? left !== null && `about ${seconds(left)}` : `in ${seconds(elapsed)}`,
  ]
    .filter(Boolean)
    .join(", ");
}

export const announcements = "Screen reader";
export const announceLevels = { off: "silent", summary: "start and end", full: "whole text" };

// What users read about tools, and about answers in a shape: part of the one table to translate.
import type { ChatToolCall } from "../protocol";

export const states: Record<ChatToolCall["state"], string> = {
  waiting: "The model wants this called",
  running: "Running …",
  done: "Done",
  failed: "Failed: the model is told why",
  refused: "Not allowed",
  stopped: "Stopped: the function may go on",
};
export const labelled = (name: string, state: string) => `${name}: ${state}`;
export const unnamed = "(no name)";
export const sent = "Arguments";
export const run = "Run it";
export const refuse = "Do not run";
export const always = (name: string) => `Always run ${name}`;
export const stop = "Stop";
export const result = "Result";
export const gave = (name: string) => (name ? `${name} gave` : "A tool gave");
export const call = "call";
export const answer = "Answer";
export const asText = "As text";
export const noJson = "The answer is no JSON";
export const inCell = "The code is in the cell below.";
export const inVariable = "The code is in a variable.";
export const snippet = "The variable";

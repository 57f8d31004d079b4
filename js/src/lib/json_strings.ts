// What users read about JSON that they type: part of the one table to translate.
import type { JsonFault, Wanted } from "./json_fault";

const wants: Record<Wanted, string> = {
  value: "a value (texts in double quotes; true, false and null in small letters)",
  name: "a name in double quotes (none after the last comma)",
  colon: "the colon between a name and its value",
  comma: "a comma or the closing bracket",
  end: "the end",
  quote: "the double quote that ends the text (a new line in it is \\n, a backslash \\\\)",
  exact: "a number that the page can hold exactly (set this one from Python)",
};
export const jsonBreach = ({ line, column, wanted, found }: JsonFault) =>
  `Line ${line}, column ${column}: ${found ? `“${found}”` : "the end"} instead of ${wants[wanted]}.`;

// What a number field accepts, in code and in words.

import type { Field } from "../protocol";
import * as strings from "./strings";

/** The number that a text means, or NaN. */
export function parse(text: string): number {
  return /^\s*[-+]?[\d.]+(e[-+]?\d+)?\s*$/i.test(text) ? Number(text) : Number.NaN;
}

/** Why a text is no value of the field (value, rule, way out), or "". */
export function breach(field: Field, text: string): string {
  const { kind, minimum, maximum, above, below } = field;
  const value = parse(text);
  const whole = kind === "integer";
  const within =
    value >= (minimum ?? -Infinity) &&
    value <= (maximum ?? Infinity) &&
    value > (above ?? -Infinity) &&
    value < (below ?? Infinity);
  if (!within || (whole && value % 1 !== 0)) {
    return strings.breach(text, strings.rule(field));
  }
  return whole && !Number.isSafeInteger(value) ? strings.breach(text, strings.tooLong) : "";
}

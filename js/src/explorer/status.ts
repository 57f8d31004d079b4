// A model's status with what computes it and how old the word is.
import { drawStatus } from "../lib/status";
import type { Checked } from "../protocol";
import * as strings from "./strings";

const UNITS: [string, number][] = [
  ["days", 86_400],
  ["h", 3600],
  ["min", 60],
  ["s", 1],
];

/** How long ago a time of the kernel's was: "40 s", "12 min", or "" for now. */
export function age(time: number, ahead: number): string {
  const past = Date.now() / 1000 + ahead - time;
  const [unit, size] = UNITS.find(([, least]) => past >= 2 * least) ?? ["", 1];
  return unit && past >= 5 ? `${Math.floor(past / size)} ${unit}` : "";
}

export function showStatus(
  node: HTMLElement,
  state: string,
  checked: Checked | undefined,
  ahead: number,
): void {
  const old = checked ? age(checked.checked, ahead) : "";
  const when = checked ? strings.checkedAgo(strings.ago(old)) : strings.unchecked;
  const about = [strings.stateHelp[state], checked?.compute_type, checked?.reason, when];
  const small = checked ? [checked.compute_type, old ? strings.ago(old) : strings.now] : [];
  const joined = (texts: unknown[], by: string) => texts.filter(Boolean).join(by);
  drawStatus(node, state, joined(small, " · "), joined(about, "; "));
}

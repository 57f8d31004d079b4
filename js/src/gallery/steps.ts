// Arrow keys among many that share one tab stop.
import { set } from "../lib/dom";

/** Where a key leads from one place among `count`, laid out in rows of `columns`. */
export function stepTo(key: string, at: number, count: number, columns: number): number | null {
  const last = count - 1;
  const to: Record<string, number> = {
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    ArrowUp: at - columns,
    ArrowDown: at + columns,
    Home: 0,
    End: last,
  };
  const place = to[key];
  if (place === undefined) {
    return null;
  }
  // In the last row but one, down leads to the last even where that row is shorter.
  const below = key === "ArrowDown" && Math.floor(at / columns) < Math.floor(last / columns);
  return place >= 0 && place <= last ? place : below ? last : at;
}

/** The same in a table, where Home and End stay in the row unless Ctrl is held. */
export function stepInTable(
  { key, ctrlKey }: Pick<KeyboardEvent, "key" | "ctrlKey">,
  at: number,
  count: number,
  columns: number,
): number | null {
  const column = at % columns;
  if (!ctrlKey && (key === "Home" || key === "End")) {
    return key === "Home" ? at - column : at - column + columns - 1;
  }
  const over = { ArrowLeft: column === 0, ArrowRight: column === columns - 1 }[key];
  return over ? at : stepTo(key, at, count, columns);
}

/** A key with what is held with it: "Enter", "Ctrl+z" (also for the Mac's command key). */
export const keyName = ({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): string =>
  `${ctrlKey || metaKey ? "Ctrl+" : ""}${altKey ? "Alt+" : ""}${shiftKey ? "Shift+" : ""}${key}`;

/** How many of equal nodes stand in the first row. */
export function columnsOf(nodes: readonly HTMLElement[]): number {
  const top = nodes[0]?.offsetTop;
  const second = nodes.findIndex((node) => node.offsetTop !== top);
  return second > 0 ? second : Math.max(1, nodes.length);
}

/** Let one of the nodes be the tab stop. */
export function tabStop(nodes: Iterable<HTMLElement>, chosen: HTMLElement | undefined): void {
  for (const node of nodes) {
    set(node, { tabIndex: node === chosen ? 0 : -1 });
  }
}

// The list of what was found: one tab stop, arrow keys inside; says which row is meant and pinned.
import { h, hasFocus, set } from "../lib/dom";
import { noLabel } from "../lib/score_strings";
import * as strings from "../lib/vision_strings";
import { facts, inkOn, type Region } from "./region";

export interface ListEvents {
  /** A row is pointed at or has the focus; null: none. */
  meant(index: number | null): void;
  pin(index: number): void;
}

export interface List {
  node: HTMLElement;
  /** Make the rows anew. */
  show(regions: readonly Region[], pattern: (index: number) => number): void;
  /** Show the rows that pass. */
  filter(passes: readonly boolean[]): void;
  focus(): void;
  /** Mark the row that is meant and the one that is pinned; `follow` scrolls the list to it. */
  mark(meant: number | null, pinned: number | null, follow: boolean): void;
}

type Step = (at: number, last: number) => number;

const STEPS: Record<string, Step> = {
  ArrowDown: (at, last) => Math.min(last, at + 1),
  ArrowUp: (at) => Math.max(0, at - 1),
  PageDown: (at, last) => Math.min(last, at + 10),
  PageUp: (at) => Math.max(0, at - 10),
  Home: () => 0,
  End: (_, last) => last,
};

export function list(noun: strings.Noun, { meant, pin }: ListEvents): List {
  const node = h("div", {
    class: "hfw-list",
    role: "listbox",
    tabIndex: -1,
    "aria-label": strings.listOf(noun),
  });
  let rows: HTMLElement[] = [];
  const remark = marker();
  let stop: HTMLElement | undefined;
  // The rows that had the focus are gone; new ones come.
  let orphaned = false;
  /** The focus is put somewhere by the program, which means nothing by it. */
  let placing = false;

  const indexOf = (event: Event) => {
    const row = (event.target as Element).closest<HTMLElement>("[role=option]");
    const index = rows.indexOf(row as HTMLElement);
    return index < 0 ? null : index;
  };
  const move = (row: HTMLElement | undefined) => {
    set(stop ?? node, { tabIndex: -1 });
    stop = row;
    if (row) {
      set(row, { tabIndex: 0 });
    }
  };
  const focus = () => {
    placing = true;
    (stop ?? node).focus();
    placing = false;
  };
  const go = (step: Step) => {
    const shown = rows.filter((row) => !row.hidden);
    move(shown[step(shown.indexOf(stop as HTMLElement), shown.length - 1)]);
    stop?.focus();
  };
  followKeys(node, go, () => stop && pin(rows.indexOf(stop)));
  followPointer(node, indexOf, { meant, pin });
  node.addEventListener("focusin", (event) => {
    const index = indexOf(event);
    move(rows[index ?? -1] ?? stop);
    if (!placing) {
      meant(index);
    }
  });
  node.addEventListener("focusout", () => meant(null));

  return {
    node,
    show(regions, pattern) {
      orphaned = !!stop && hasFocus(stop);
      rows = regions.map((region, index) => rowOf(region, index, pattern(index)));
      node.replaceChildren(...rows);
      node.scrollTop = 0;
    },
    filter(passes) {
      rows.forEach((row, index) => {
        row.hidden = !passes[index];
      });
      if (!stop || stop.hidden || !node.contains(stop)) {
        move(rows.find((row) => !row.hidden));
      }
      if (orphaned) {
        focus();
      }
      orphaned = false;
    },
    focus,
    mark(one, pinned, follow) {
      const row = rows[one ?? -1];
      remark(row, rows[pinned ?? -1]);
      if (row && follow) {
        scrollTo(node, row);
      }
    },
  };
}

/** Arrow keys go from row to row; Enter and the space bar pin. */
function followKeys(node: HTMLElement, go: (step: Step) => void, pin: () => void): void {
  node.onkeydown = (event) => {
    const step = STEPS[event.key];
    const pins = [" ", "Enter"].includes(event.key) && !(event.ctrlKey || event.metaKey);
    if (step) {
      go(step);
    } else if (pins) {
      pin();
    }
    if (step || pins) {
      event.preventDefault();
    }
  };
}

/** A row that the pointer is over is meant, and a click pins it. */
function followPointer(
  node: HTMLElement,
  indexOf: (event: Event) => number | null,
  { meant, pin }: ListEvents,
): void {
  node.onclick = (event) => {
    const index = indexOf(event);
    if (index !== null) {
      pin(index);
    }
  };
  node.onpointerover = (event) => meant(indexOf(event));
  node.onpointerleave = () => meant(null);
}

function rowOf(region: Region, index: number, pattern: number): HTMLElement {
  const plate = h("span", `plate hfw-pattern-${pattern}`, String(index + 1));
  plate.style.setProperty("--hfw-color", region.color);
  plate.style.color = inkOn(region.color);
  return h(
    "div",
    {
      role: "option",
      class: "hfw-region",
      tabIndex: -1,
      title: region.label,
      "aria-selected": false,
    },
    plate,
    h("span", { class: "hfw-label", dir: "auto" }, region.label || noLabel),
    ...facts(region).map((fact) => h("span", "fact", fact)),
    h("span", "hidden", region.share === undefined ? "" : strings.ofPicture),
  );
}

/** Marks the row that is meant and the one that is pinned, and no longer those before. */
function marker() {
  let marked: HTMLElement[] = [];
  return (row: HTMLElement | undefined, pin: HTMLElement | undefined) => {
    for (const row of marked) {
      row.classList.remove("hfw-on");
      set(row, { "aria-selected": false });
    }
    marked = [row, pin].filter((each) => !!each);
    row?.classList.add("hfw-on");
    if (pin) {
      set(pin, { "aria-selected": true });
    }
  };
}

/** Scroll the list as little as brings a row into sight. */
function scrollTo(node: HTMLElement, { offsetTop, offsetHeight }: HTMLElement): void {
  const least = offsetTop + offsetHeight - node.clientHeight;
  node.scrollTop = Math.max(least, Math.min(offsetTop, node.scrollTop));
}

// Typing in a cell: a box over it, with the text that is there or the first letter of another one.
import { area } from "../lib/direction";
import type { Cell } from "./cells";
import type { Grid } from "./grid";

export interface Writing {
  /** Open the box at the cursor over `there`; `text` takes its place. */
  begin(there: Cell, text?: string): void;
  /** Take what is typed, or leave it; nothing happens where no box is open. */
  end(keep?: boolean): void;
  active(): boolean;
}

/** `typed` gets the text, unless it is what was there. */
export function writing(grid: Grid, typed: (text: string) => void): Writing {
  let box: HTMLTextAreaElement | null = null;
  let before = "";
  const self: Writing = {
    active: () => !!box,
    begin(there, text = there ?? "") {
      const cell = grid.here();
      if (!cell) {
        return;
      }
      before = there ?? "";
      box = area({
        class: "hfw-input hfw-writing",
        rows: 1,
        value: text,
        spellcheck: false,
        "aria-label": cell.title || cell.textContent,
        onblur: () => self.end(),
      });
      cell.replaceChildren(box);
      delete cell.dataset.shown;
      box.focus({ preventScroll: true });
      box.setSelectionRange(text.length, text.length);
    },
    end(keep = true) {
      if (!box) {
        return;
      }
      const { value } = box;
      const focused = box.matches(":focus");
      const closing = box;
      box = null;
      closing.remove();
      if (keep && value !== before) {
        typed(value);
      } else {
        grid.draw();
      }
      if (focused) {
        grid.follow(true);
      }
    },
  };
  return self;
}

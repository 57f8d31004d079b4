// Earlier prompts by the arrow keys, as in a terminal: only from the first and the last line, and
// the unsent draft is kept at the end of the list.

export interface History {
  add(prompt: string): void;
  /** Take another list, oldest first. */
  show(prompts: readonly string[]): void;
}

const LIMIT = 50;

export function history(
  box: HTMLTextAreaElement,
  write: (text: string) => void,
  signal: AbortSignal,
): History {
  let past: string[] = [];
  let place = 0;
  let draft = "";

  const show = (prompts: readonly string[]) => {
    // As a box holds them: its lines end with LF alone.
    const texts = prompts.map((text) => text.replace(/\r\n?/g, "\n"));
    past = texts.filter((text, index) => text && text !== texts[index + 1]).slice(-LIMIT);
    place = past.length;
  };
  const recall = (step: number) => {
    if (place === past.length) {
      draft = box.value;
    }
    // The box holds the last prompt still, right after its run: on to the one before.
    let to = place;
    let text: string | undefined;
    do {
      to += step;
      text = to === past.length ? draft : past[to];
    } while (text === box.value);
    if (text !== undefined) {
      place = to;
      write(text);
      box.setSelectionRange(text.length, text.length);
    }
  };
  const press = ({ key, shiftKey, altKey, ctrlKey, metaKey }: KeyboardEvent) => {
    const { selectionStart: at, selectionEnd, value } = box;
    const step = ({ ArrowUp: -1, ArrowDown: 1 } as Record<string, number>)[key];
    if (step && at === selectionEnd && !(shiftKey || altKey || ctrlKey || metaKey)) {
      const [end, rest] = step < 0 ? [0, value.slice(0, at)] : [value.length, value.slice(at)];
      // A long line may be wrapped: only where the browser could not move the caret by a line.
      setTimeout(() => {
        if (!rest.includes("\n") && [at, end].includes(box.selectionStart)) {
          recall(step);
        }
      });
    }
  };
  box.addEventListener("keydown", press, { signal });
  box.addEventListener("input", () => show(past), { signal });
  return { show, add: (prompt) => show([...past, prompt]) };
}

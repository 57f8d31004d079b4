// What is done with code in a message: copied, put into a variable, or into a new cell where the
// notebook lets a widget make one.
import type { Context } from "../kit";
import * as strings from "../lib/strings";
import type { Actions } from "./prose";
import * as said from "./tool_strings";
import { typesetterOf } from "./typesetter";

interface Cells {
  insertCell(at: number, cell: { cell_type: "code"; source: string }): unknown;
}

/** The part of JupyterLab's and Notebook's widget manager that leads to the cells of its notebook. */
interface Lab {
  widget_manager?: { context?: { model?: { sharedModel?: Partial<Cells> } } };
}

export function snippetActions(context: Context): Actions {
  const { model, talk, root, say } = context;
  const cells = (model as unknown as Lab).widget_manager?.context?.model?.sharedModel;
  const actions: Actions = {
    async copy(text) {
      try {
        await navigator.clipboard.writeText(text);
        say(strings.copied);
        return true;
      } catch {
        say(strings.notCopied);
        return false;
      }
    },
    toVariable(text) {
      talk.call(
        { kind: "chat-snippet", text },
        (error) => say(error ?? said.inVariable),
        () => say(strings.kernelBusy(said.snippet)),
      );
    },
    typeset: typesetterOf(model),
  };
  if (cells?.insertCell) {
    actions.toCell = (source) => {
      cells.insertCell?.(placeOf(root) + 1, { cell_type: "code", source });
      say(said.inCell);
    };
  }
  return actions;
}

/** The position of the cell that shows the widget. */
function placeOf(root: HTMLElement): number {
  const cell = root.closest<HTMLElement>(".jp-Cell");
  const told = cell?.dataset.windowedListIndex;
  return told ? Number(told) : [...(cell?.parentElement?.children ?? [])].indexOf(cell as Element);
}

// What the host knows of the kernel: whether it can still have this widget. All of it is private to
// hosts with ipywidgets: where anything is missing, nothing is known and nothing is changed.
import { atEnd } from "../lib/traits";
import { hostModel } from "./revive";

type Heard = (sender: unknown, status: string) => void;

/** What is used of a signal (Lumino's). */
interface Signal {
  connect(heard: Heard): void;
  disconnect(heard: Heard): void;
}

/** What is used of the manager that anywidget gives with a model (JupyterLab's). */
interface Managed {
  widget_manager?: {
    kernel?: { status?: string; statusChanged?: Signal; disposed?: Signal };
  };
}

/** After these, whatever the kernel held is gone; one whose connection broke may come back. */
const ENDS = ["restarting", "autorestarting", "terminating", "dead"];

/** Call `lost` when the kernel ends, for as long as the view lives. */
export function watchKernel(model: unknown, signal: AbortSignal, lost: () => void): void {
  try {
    const kernel = (model as Managed).widget_manager?.kernel;
    const heard: Heard = (_, status) => ENDS.includes(status) && lost();
    kernel?.statusChanged?.connect(heard);
    // One that is shut down or changed for another may say nothing any more.
    kernel?.disposed?.connect(lost);
    atEnd(signal, () => {
      kernel?.statusChanged?.disconnect(heard);
      kernel?.disposed?.disconnect(lost);
    });
  } catch {
    // The host tells nothing of its kernel.
  }
}

/**
 * What the kernel is: "lost" where the host has nobody to hand a message to, no kernel or one
 * without this widget; else "idle", "busy" or the like; nothing where the host does not say.
 */
export function stateOf(model: unknown): string | undefined {
  try {
    const manager = (model as Managed).widget_manager;
    if (manager) {
      const { comm, comm_live } = hostModel(model as never);
      const there = comm && comm_live !== false;
      return there && (!("kernel" in manager) || manager.kernel) ? manager.kernel?.status : "lost";
    }
  } catch {
    // The host tells nothing of its kernel.
  }
  return undefined;
}

// How long an answer may take, and what it means that none comes.
import { stateOf } from "./kernel";

/** No answer for this long (ms): the kernel is busy with a cell. */
export const PATIENCE = 700;

/** No answer for this long (ms) from a kernel that is idle: none ever comes. */
const AWHILE = 10_000;

/** A silent one is busy, or has lost the widget: its host does not say. */
export type Unanswering = "idle" | "busy" | "silent" | "lost";

/** Tell what the kernel is as long as no answer comes; returns what ends that. */
export function awaitAnswer(
  model: unknown,
  signal: AbortSignal,
  large: boolean,
  tell: (now: Unanswering) => void,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = (wait: number, before?: Unanswering) => {
    timer = setTimeout(() => {
      const now = unanswering(model, large, before);
      if (!signal.aborted) {
        look(AWHILE, now);
        tell(now);
      }
    }, wait);
  };
  look(PATIENCE);
  return () => clearTimeout(timer);
}

function unanswering(model: unknown, large: boolean, before?: Unanswering): Unanswering {
  const state = stateOf(model);
  // What is large may still be on its way.
  if (state === "idle" && !large) {
    return before === "idle" ? "lost" : "idle";
  }
  return state === "lost" ? "lost" : before && !state ? "silent" : "busy";
}

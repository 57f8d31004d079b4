// Values that change, as the parts of a task widget read them: lanes and shared parameters are no
// traits of the widget, and yet are drawn by the same parts.
import type { Model } from "../talk/model";

export interface Facade {
  model: Model;
  /** Take values, and tell whoever watches those that have changed. */
  put(values: Record<string, unknown>): void;
}

export function facade(values: Record<string, unknown>): Facade {
  const hearers = new Map<string, Set<() => void>>();
  const put = (next: Record<string, unknown>) => {
    const changed = Object.keys(next).filter(
      (name) => JSON.stringify(values[name]) !== JSON.stringify(next[name]),
    );
    Object.assign(values, next);
    for (const name of changed) {
      for (const hear of [...(hearers.get(`change:${name}`) ?? [])]) {
        hear();
      }
    }
  };
  const model = {
    get: (name: string) => values[name],
    set: (name: string, value: unknown) => put({ [name]: value }),
    on(event: string, hear: () => void) {
      hearers.set(event, (hearers.get(event) ?? new Set()).add(hear));
    },
    off(event: string, hear: () => void) {
      hearers.get(event)?.delete(hear);
    },
    send() {},
  };
  return { model: model as unknown as Model, put };
}

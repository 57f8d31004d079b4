// marimo runs the cells that read a widget again when its page sets a trait; of messages it knows nothing.
// Only what the page began ends so: a cell that runs a widget would else be run again by its own run.

/** What is used of the model; the trait is null in every other host. */
interface Reader {
  get(name: "_ended"): number | null | undefined;
  set(name: "_ended", value: number): void;
  save_changes(): void;
}

export const inMarimo = (model: unknown): boolean => (model as Reader).get("_ended") != null;

/** What has the cells that read this widget run again at the end of a run that this view began. */
export function reruns(given: unknown) {
  const model = given as Reader;
  let own = false;
  return {
    begun() {
      own = true;
    },
    ended() {
      if (own && inMarimo(model)) {
        model.set("_ended", (model.get("_ended") ?? 0) + 1);
        model.save_changes();
      }
      own = false;
    },
  };
}

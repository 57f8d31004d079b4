// Where the models come from: how old the list is, what is still being read, and what failed.
import { button, choice, disclosure, h, set } from "../lib/dom";
import { watch } from "../lib/traits";
import type { Source } from "../protocol";
import type { Scene } from "./scene";
import { asContext } from "./scene";
import { age } from "./status";
import * as strings from "./strings";

export interface Origin {
  /** One line, with Refresh or Stop. */
  line: HTMLElement;
  /** What is read, each source on a line. */
  panel: HTMLElement;
  /** What failed. */
  problems: HTMLElement;
  refresh(): void;
  redraw(): void;
}

export const hostsOf = (sources: Source[]): string =>
  [...new Set(sources.map(({ host }) => host))].join(", ");

export function origin(scene: Scene): Origin {
  const { model, talk } = scene;
  const lists = strings.lists(model.get("has_offers"));
  const text = h("span", "");
  const progress = h("div", {
    class: "hfw-progress",
    role: "progressbar",
    "aria-label": strings.list,
  });
  const table = h("div", "sources");
  const panel = h("div", "panel", repeating(scene), table);
  const shown = disclosure(strings.sources, panel, () => redraw());
  const problems = h("div", "problems");
  const listing = () => model.get("status") === "listing";
  const refresh = () => talk.call({ kind: "refresh" }, strings.refresh);
  const act = button("", () => (listing() ? talk.call({ kind: "stop" }, strings.stop) : refresh()));
  const retry = (source: string | null) => talk.call({ kind: "retry", source }, strings.refresh);

  const advance = (sources: Source[]) => {
    const over = sources.filter(({ state }) => !["waiting", "reading"].includes(state)).length;
    const percent = sources.length > 1 ? Math.round((100 * over) / sources.length) : null;
    progress.hidden = !listing();
    set(progress, { "aria-valuenow": percent });
    progress.style.setProperty("--hfw-done", percent === null ? null : `${Math.max(3, percent)}%`);
    return over;
  };
  const redraw = () => {
    const sources = model.get("sources");
    const over = advance(sources);
    shown.button.hidden = !sources.length;
    // Where nothing could be read, the card says why.
    problems.hidden = model.get("status") === "error";
    act.textContent = listing() ? strings.stop : strings.refresh;
    text.textContent = listing()
      ? strings.reading(over, sources.length, hostsOf(sources), lists)
      : summary(scene, sources);
    if (!panel.hidden) {
      table.replaceChildren(...sources.map((one) => sourceLine(scene, one)));
    }
  };
  watch(asContext(scene), "sources", () => {
    redraw();
    const sources = model.get("sources");
    const bad = sources.filter(({ state }) => state === "failed");
    problems.replaceChildren(...(bad.length ? [failures(bad, sources.length, lists, retry)] : []));
  });
  watch(asContext(scene), "status", redraw);
  return {
    line: h("div", "bar hfw-origin", text, h("div", "buttons", shown.button, act), progress),
    panel,
    problems,
    refresh,
    redraw,
  };
}

/** How often the list is read anew by itself: not while nobody sees it. */
function repeating(scene: Scene): HTMLElement {
  const { model } = scene;
  const input = choice({ "": strings.never }, () => {
    model.set("refresh_every", Number(input.value) || null);
    model.save_changes();
  });
  watch(asContext(scene), "refresh_every", () => {
    const now = model.get("refresh_every");
    const offered = [...new Set([...PERIODS, ...(now ? [now] : [])])].sort((a, b) => a - b);
    const options = offered.map((value) => h("option", { value }, strings.every(value)));
    input.replaceChildren(h("option", { value: "" }, strings.never), ...options);
    input.value = now ? String(now) : "";
  });
  return h("label", "bar", strings.again, input);
}

/** Seconds. */
const PERIODS = [60, 300, 900];

/** "Read 40 s ago from a host, 29 of 30 frameworks". */
function summary({ model, ahead }: Scene, sources: Source[]): string {
  const times = sources.flatMap(({ read_at }) => read_at ?? []);
  const done = sources.filter(({ state }) => state === "done").length;
  const words = [
    times.length &&
      (done ? strings.read : strings.tried)(
        strings.ago(age(Math.min(...times), ahead)),
        hostsOf(sources),
      ),
    done && strings.sourcesRead(done, sources.length, strings.lists(model.get("has_offers"))),
    model.get("status") === "stopped" && strings.wasStopped,
  ];
  return words.filter(Boolean).join(", ");
}

function sourceLine({ ahead }: Scene, { name, host, state, count, read_at, error }: Source) {
  const facts = [
    state === "done" && strings.models(count),
    read_at && strings.ago(age(read_at, ahead)),
    host,
  ];
  return h(
    "div",
    "source",
    h("b", "", name),
    h("span", "", strings.sourceStates[state] ?? state),
    h("span", "dim", facts.filter(Boolean).join(", ")),
    h("span", "is-error", error ?? ""),
  );
}

/** One failure with its cause; several in a list that opens. */
function failures(
  bad: Source[],
  all: number,
  lists: string,
  retry: (source: string | null) => void,
) {
  const [{ name, error }] = bad as [Source, ...Source[]];
  const one = bad.length === 1;
  const body = one
    ? h("span", "", h("b", "", strings.couldNotRead(name)), ` ${error ?? ""}`)
    : h(
        "details",
        "",
        h("summary", "", h("b", "", strings.manyFailed(bad.length, all, lists))),
        h("ul", "", ...bad.map((source) => h("li", "", `${source.name}: ${source.error ?? ""}`))),
      );
  const again = button(one ? strings.retry : strings.retryAll, () => retry(one ? name : null));
  again.hidden = !bad.some(({ can_retry }) => can_retry);
  return h("div", { class: "hfw-note hfw-warning", role: "status" }, h("div", "bar", body, again));
}

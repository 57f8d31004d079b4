// One lane: what it asks, its run with a stop of its own, and what came of it.

import type { Context } from "../kit";
import { button, h, set } from "../lib/dom";
import { encode } from "../lib/escapes";
import { copier } from "../lib/save";
import * as strings from "../lib/strings";
import { going, watch } from "../lib/traits";
import { counters } from "../parts/counters";
import { type FormState, formState } from "../parts/form";
import { loading } from "../parts/loading";
import { parameters } from "../parts/parameters";
import { problemCard } from "../parts/problem";
import type { Row } from "../parts/row";
import type {
  Field,
  Form,
  LaneEntry,
  LaneNews,
  LaneState,
  LanesCall,
  LanesNews,
  Values,
} from "../protocol";
import type { Line } from "../talk/line";
import { type Hear, type Listener, stream } from "../talk/stream";
import { type Facade, facade } from "./facade";
import { laneText } from "./lane_text";
import * as words from "./strings";

export interface LaneHost {
  /** What all lanes share of the view. */
  context: Context;
  talk: Line<LanesCall, LanesNews>;
  form: Form;
  clientModel: string | null;
  hasProviders: boolean;
  /** What all lanes are asked; null where a field is at fault. */
  collect(): Promise<Values | null>;
  /** Ask for all there is. */
  ask(): void;
  /** Say what could not be done. */
  tell(text: string): void;
}

export interface LaneView {
  node: HTMLElement;
  key: string;
  name(): string;
  status(): string;
  problem(): string;
  isPinned(): boolean;
  text(): string;
  /** Send the edits that wait; null where a field of its own is at fault. */
  collect(): Promise<Values | null>;
  /** Take the entry as it is now. */
  update(entry: LaneEntry): void;
  best(name: string | null): void;
  hear(news: LaneNews | LanesNews): void;
  invalid(errors: Record<string, string>): void;
  stop(): void;
  refresh(): void;
  lost(): void;
  page: HTMLElement;
  end(): void;
}

export function lane(host: LaneHost, first: LaneEntry): LaneView {
  const life = new AbortController();
  const { signal } = life;
  const own = lanesFacade(host, first);
  const hearers: Hearers = new Map();
  const context = laneContext(host, own, first.lane, signal, hearers);
  const paper = laneText(signal);
  const title = h("b", "title");
  const drawn = layout(host, context, title, paper.node, () => paper.text());
  const numbers = drawn.numbers;
  const runs = follow(host, context, own, paper, numbers, hearers);
  let entry = first;
  const update = (next: LaneEntry) => {
    entry = next;
    const name = encode(next.name);
    title.textContent = name;
    // What the model's field says already is not said twice.
    title.className = next.name === (next.model ?? host.clientModel) ? "hfw-hidden" : "hfw-title";
    own.put({
      ...unset(host.form),
      ...next.parameters,
      model: next.model,
      provider: next.provider,
    });
    drawn.named(name);
    set(paper.page, { "aria-label": words.answerOf(name) });
  };
  const state = () => own.model.get("status");
  watch(context, "pinned", () => paper.pin(own.model.get("pinned") as LaneState["pinned"]));
  watch(context, "status", () => paper.failed(state() === "error"));
  update(first);
  return {
    node: drawn.node,
    key: first.lane,
    name: () => entry.name,
    status: state,
    problem: () => own.model.get("problem")?.title ?? "",
    isPinned: () => !!own.model.get("pinned"),
    text: paper.text,
    collect: () => collected(drawn.form),
    update,
    best: (name) => drawn.best(name === entry.name),
    hear: runs.hear,
    invalid: (errors) => drawn.form.mark(errors, false),
    stop: drawn.stop,
    refresh: runs.refresh,
    lost: () => going(own.model) && own.put({ status: "stopped" }),
    page: paper.page,
    end() {
      life.abort();
      runs.end();
      drawn.node.remove();
    },
  };
}

/** Every parameter without a value. */
export const unset = ({ fields }: Form): Values =>
  Object.fromEntries(fields.map(({ name }) => [name, null]));

const lanesFacade = ({ form }: LaneHost, first: LaneEntry): Facade =>
  facade({
    ...unset(form),
    ...first.parameters,
    form,
    status: "idle",
    waiting: null,
    problem: null,
    counters: null,
    notice: null,
    pinned: null,
  });

/** Who hears of what in a lane; it goes away with the lane. */
type Hearers = Map<string, Hear<never>>;

/** What the parts of a task widget are given for a lane: its messages bear the lane. */
function laneContext(
  { context, talk }: LaneHost,
  { model }: Facade,
  key: string,
  signal: AbortSignal,
  hearers: Hearers,
): Context {
  const named = (message: object) => ({ ...message, lane: key }) as never;
  return {
    ...context,
    model,
    signal,
    view: `${context.view}-${key}`,
    talk: {
      ...context.talk,
      on: (kind, hear) => hearers.set(kind, hear as never),
      send: (message) => talk.send(named(message)),
      call: (message, answered, late) => talk.call(named(message), answered as never, late),
    },
  };
}

type Paper = ReturnType<typeof laneText>;

/** Follow the lane's runs: the same messages as of a widget with one run, in frames. */
function follow(
  host: LaneHost,
  context: Context,
  own: Facade,
  paper: Paper,
  numbers: ReturnType<typeof counters>,
  hearers: Hearers,
) {
  const listener: Listener = {
    start(message) {
      paper.write([message.text ?? ""], "", true);
      numbers.resume(0);
    },
    add(message) {
      if ((message as { moved?: boolean }).moved) {
        paper.moved();
      }
      paper.write(message.parts ?? [], (message as { reasoning?: string }).reasoning ?? "");
      numbers.count(message.tokens, message.ttft);
    },
    whole(message) {
      context.ahead = message.now ? message.now - Date.now() / 1000 : 0;
      paper.write(message.parts ?? [], (message as { reasoning?: string }).reasoning ?? "", true);
      numbers.resume(message.elapsed ?? 0);
      numbers.count(message.tokens, message.ttft);
    },
    end(message) {
      if (message.text != null) {
        paper.write([message.text], (message as { reasoning?: string }).reasoning ?? "", true);
      }
    },
    invalid() {},
  };
  const { view } = host.context;
  const { refresh, end } = stream(view, context.talk.on, host.ask, listener);
  const hear: LaneView["hear"] = (news) => {
    if (news.kind === "lane" || (news.kind === "snapshot" && news.view === view)) {
      own.put(news.state as Record<string, unknown>);
    }
    hearers.get(news.kind)?.(news as never, []);
  };
  return { hear, refresh, end };
}

/** The fields of a lane: model and provider, and the parameters that it has for itself. */
function laneFields({ form, clientModel, hasProviders }: LaneHost): Field[] {
  const line = (name: string, placeholder: string): Field => ({
    name,
    kind: "model",
    group: "input",
    help: "",
    default: placeholder,
  });
  return [
    line("model", clientModel ?? words.noName),
    ...(hasProviders ? [line("provider", words.noProvider)] : []),
    ...form.fields.filter(({ group }) => group === "parameter"),
  ];
}

/** Send what waits; null where a field is at fault. */
function collected(form: FormState): Promise<Values | null> {
  for (const one of form.rows) {
    // What was refused is refused again, and with it the run.
    if (one.editor.input.matches("[aria-invalid]") && !one.editor.fault()) {
      form.write(one, one.editor.value());
    }
  }
  return form.collect();
}

function layout(
  host: LaneHost,
  context: Context,
  title: HTMLElement,
  page: HTMLElement,
  text: () => string,
) {
  const { model, talk } = context;
  const form = formState(context, laneFields(host));
  const [lines, rest] = ["input", "parameter"].map((group) =>
    form.rows.filter(({ field }) => field.group === group),
  ) as [Row[], Row[]];
  const panel = parameters(rest, host.form.sections, form);
  const said = (error: string | null) => host.tell(error ?? "");
  const call = (message: object) =>
    talk.call(message as never, said, () => host.tell(strings.kernelBusy("This")));
  const run = async () => {
    const values = (await collected(form)) && (await host.collect());
    if (values) {
      call({ kind: "run", values });
    }
  };
  const stop = () => call({ kind: "stop" });
  const act = button("", () => (going(model) ? stop() : run()), { class: "hfw-button hfw-act" });
  const best = button(words.best, () => call({ kind: "best", on: best.ariaPressed !== "true" }));
  const remove = button("", () => call({ kind: "lane-remove" }), {
    class: "hfw-button hfw-reset",
  });
  const fromCard = (what: () => void) => () => {
    act.focus(); // the card goes away with its button
    what();
  };
  let name = "";
  const draw = () => {
    const runs = going(model);
    act.textContent = runs ? words.stop : words.run;
    set(act, { "aria-label": runs ? words.stopLane(name) : words.runLane(name) });
    act.classList.toggle("hfw-active", runs);
    set(node, { "aria-busy": runs });
  };
  const notice = h("div", "note");
  const numbers = counters(context);
  const node = h(
    "section",
    { class: "hfw-lane", role: "group" },
    h("div", "head", title, ...lines.map((one) => one.node), remove),
    h("div", "bar", act, panel.button),
    panel.panel,
    loading(context, fromCard(stop)),
    problemCard(context, fromCard(run)),
    page,
    notice,
    numbers.node,
    h("div", "bar hfw-quiet", best, copier(context, strings.copy, text)),
  );
  watch(context, "status", draw);
  watch(context, "notice", () => {
    notice.textContent = (model.get("notice") as string | null) ?? "";
  });
  return {
    node,
    form,
    stop,
    numbers,
    named(told: string) {
      name = told;
      set(node, { "aria-label": told });
      set(remove, { title: words.removeLane(told), "aria-label": words.removeLane(told) });
      set(best, { "aria-label": words.bestLane(told) });
      draw();
    },
    best(on: boolean) {
      set(best, { "aria-pressed": on });
    },
  };
}

// Several models, providers or sets of parameters on one prompt, side by side: a lane each.

import { conversation, endings, followKeys, pinButton, scrollTogether } from "../compare/acts";
import { difference } from "../compare/difference";
import { facade } from "../compare/facade";
import { type LaneView, lane, unset } from "../compare/lane";
import { laneEditor } from "../compare/line_editor";
import * as words from "../compare/strings";
import { booleanEditor } from "../editors/boolean";
import { numberEditor } from "../editors/number";
import { stringsEditor } from "../editors/strings";
import { textEditor } from "../editors/text";
import type { Context, Kit } from "../kit";
import { announcer } from "../lib/announcer";
import { clock } from "../lib/clock";
import { button, h } from "../lib/dom";
import { ownKeys } from "../lib/own_keys";
import * as strings from "../lib/strings";
import { followTheme } from "../lib/theme";
import { atEnd, watch } from "../lib/traits";
import { formState } from "../parts/form";
import { parameters } from "../parts/parameters";
import { runner } from "../parts/runner";
import type { LaneNews, LanesCall, LanesNews, LanesTraits, Values } from "../protocol";
import { type Line, line } from "../talk/line";
import type { Channel, Model } from "../talk/model";
import { still } from "../talk/still";

type CompareModel = Channel<LanesTraits, LanesCall, LanesNews>;
type Talk = Line<LanesCall, LanesNews>;

const KIT: Kit = {
  editors: {
    boolean: booleanEditor,
    integer: numberEditor,
    model: laneEditor,
    number: numberEditor,
    strings: stringsEditor,
    text: textEditor,
  },
  renderers: {},
};

function render({ model, el }: { model: CompareModel; el: HTMLElement }): () => void {
  const life = new AbortController();
  const { signal } = life;
  const view = `hfw${Math.random().toString(36).slice(2)}`;
  const voice = announcer(model as unknown as Model, signal);
  const root = h("div", {
    class: "hfw hfw-compare",
    role: "group",
    "aria-label": model.get("title"),
  });
  ownKeys(root, signal);
  const talk: Talk = line(model, view, signal);
  const context: Context = {
    model: model as unknown as Model,
    view,
    signal,
    root,
    kit: KIT,
    talk: { ...talk, open() {} } as unknown as Context["talk"],
    say: voice.say,
    ahead: 0,
    every: clock(signal),
  };
  const parts = compose(context, model, talk);
  followTheme(root, signal);
  root.append(voice.node);
  el.append(root);
  talk.fate((now) => {
    if (now === "lost") {
      parts.run.lost();
      for (const one of parts.lanes()) {
        one.lost();
      }
    } else if (now === "silent") {
      parts.run.tell(strings.unanswered);
    }
  });
  still(model, root, signal);
  talk.open(parts.hear, parts.ask);
  return () => {
    life.abort();
    root.remove();
  };
}

/** Make the parts and tie them together. */
function compose(context: Context, model: CompareModel, talk: Talk) {
  const { form, run, panel } = shared(context, model, () => lanes.all());
  let asking = false;
  // Many lanes may miss something at once: they are told of together.
  const ask = () => {
    if (!asking) {
      asking = true;
      queueMicrotask(() => {
        asking = false;
        talk.send({ kind: "snapshot", view: context.view });
      });
    }
  };
  const lanes = laneList(context, model, talk, { form, run, ask });
  const diff = difference(talk, lanes.all, context.signal);
  const settled = endings(context, lanes.all, diff.look);
  lanes.changed = () => {
    diff.offer();
    diff.look();
  };
  const pin = pinButton(talk, lanes.all, run.tell);
  const together = scrollTogether(lanes.all, context.signal);
  layout(context, model, { form, run, panel, lanes, diff, pin: pin.node, together });
  const take = (news: readonly LaneNews[]) => {
    const pinned = pin.on();
    for (const one of news) {
      lanes.find(one.lane)?.hear(one);
    }
    pin.draw();
    if (pinned !== pin.on()) {
      lanes.changed();
    }
    settled();
  };
  const hear = (news: LanesNews) => {
    if (news.kind === "frame") {
      take(news.news);
    } else if (news.kind === "invalid") {
      refused(news, form, run, lanes.find(news.lane ?? ""));
    } else {
      for (const one of lanes.all()) {
        one.hear(news);
      }
    }
  };
  watch(context, "status", settled);
  return { run, lanes: lanes.all, hear, ask };
}

type Shared = ReturnType<typeof shared>;

/** What all lanes share: the prompt, the parameters, and the button that runs and stops all. */
function shared(context: Context, model: CompareModel, lanes: () => readonly LaneView[]) {
  const own = facade({ problem: null });
  const given = model.get("form");
  const { fields, sections } = given;
  const take = () => {
    own.put({ ...unset(given), ...model.get("parameters"), prompt: model.get("prompt") });
  };
  watch(context, "parameters", take);
  watch(context, "prompt", take);
  const form = formState({ ...context, model: own.model }, fields);
  const settings = form.rows.filter(({ field }) => field.group === "parameter");
  const panel = parameters(settings, sections, form);
  const collect = async () => {
    for (const one of lanes()) {
      if (!(await one.collect())) {
        return null;
      }
    }
    return form.collect();
  };
  const run = runner(context, collect, () => {});
  return { form, run, panel };
}

/** Mark what Python refused, or say it where there is no field for it. */
function refused(
  { errors, id, lane: key }: Extract<LanesNews, { kind: "invalid" }>,
  form: Shared["form"],
  run: Shared["run"],
  of?: LaneView,
): void {
  const shown = form.rows.map(({ field }) => field.name);
  if (key) {
    of?.invalid(errors);
  } else {
    form.mark(errors, !!id);
  }
  const rest = Object.entries(errors).filter(([name]) => key || !shown.includes(name));
  if (rest.length) {
    run.tell(rest.map(([, said]) => said).join(" "));
  }
  if (id) {
    run.refused();
  }
}

/** The lanes in step with the entries that Python tells of. */
function laneList(
  context: Context,
  model: CompareModel,
  talk: Talk,
  { form, run, ask }: Pick<Shared, "form" | "run"> & { ask(): void },
) {
  let views: LaneView[] = [];
  const node = h("div", "lanes");
  const host = {
    context,
    talk,
    form: model.get("form"),
    clientModel: model.get("client_model"),
    hasProviders: model.get("has_providers"),
    collect: form.collect as () => Promise<Values | null>,
    ask,
    tell: run.tell,
  };
  const self = {
    node,
    all: () => views,
    find: (key: string) => views.find((one) => one.key === key),
    changed() {},
  };
  const draw = () => {
    const entries = model.get("entries");
    const before = views;
    views = entries.map((entry) => {
      const known = before.find(({ key }) => key === entry.lane);
      known?.update(entry);
      return known ?? lane(host, entry);
    });
    for (const gone of before.filter((one) => !views.includes(one))) {
      gone.end();
    }
    for (const [at, one] of views.entries()) {
      if (node.children[at] !== one.node) {
        node.insertBefore(one.node, node.children[at] ?? null);
        one.refresh();
      }
    }
    best();
    self.changed();
  };
  const best = () => {
    for (const one of views) {
      one.best(model.get("best"));
    }
  };
  watch(context, "entries", draw);
  watch(context, "best", best);
  atEnd(context.signal, () => views.map((one) => one.end()));
  return self;
}

interface Parts extends Shared {
  lanes: ReturnType<typeof laneList>;
  diff: ReturnType<typeof difference>;
  pin: HTMLElement;
  together: HTMLElement;
}

/** Put the parts in their places; Esc stops or closes, Ctrl+Enter runs. */
function layout(
  { root, talk, model: _ }: Context,
  model: CompareModel,
  { form, run, panel, lanes, diff, pin, together }: Parts,
): void {
  const prompt = form.rows.filter(({ field }) => field.group === "input");
  const said = model.get("before");
  const add = button(words.add, async () => {
    // The new lane is like the last one.
    await lanes.all().at(-1)?.collect();
    (talk as unknown as Talk).call({ kind: "lane-add" }, (error) => run.tell(error ?? ""));
  });
  root.append(
    h("div", "bar", h("b", "", model.get("title"))),
    ...(said.length ? [conversation(said)] : []),
    ...prompt.map(({ node }) => node),
    h("div", "bar", run.button, panel.button, add, pin, diff.button, together),
    panel.panel,
    run.note,
    lanes.node,
    diff.panel,
  );
  followKeys(root, run, lanes.all, [diff, panel]);
}

export default { render };

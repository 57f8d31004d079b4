// The widget of a task: the editors of its fields, the renderer of its output and everything
// around one run at a time, composed from the form that Python sends and the kit of the bundle.

import type { Context, Kit, MakeRenderer } from "../kit";
import { type Announcer, announcer } from "../lib/announcer";
import { clock } from "../lib/clock";
import { type Disclosure, h } from "../lib/dom";
import { ownKeys } from "../lib/own_keys";
import * as strings from "../lib/strings";
import { followTheme } from "../lib/theme";
import { watch } from "../lib/traits";
import { seconds } from "../lib/words";
import type { Model } from "../talk/model";
import { session } from "../talk/session";
import { still } from "../talk/still";
import type { Listener } from "../talk/stream";
import { counters } from "./counters";
import { exchange } from "./exchange";
import { formState, traitOf } from "./form";
import { loading } from "./loading";
import { problemCard } from "./problem";
import { runner } from "./runner";
import { tools } from "./tools";

interface Host {
  model: Model;
  el: HTMLElement;
  host?: unknown;
}

/** What a bundle exports: the widget of the tasks that the kit serves, and what these may be. */
export const shell = (kit: Kit) => ({ kit, render: (host: Host) => render(kit, host) });

function render(kit: Kit, { model, el, host }: Host): () => void {
  const life = new AbortController();
  const { signal } = life;
  const voice = announcer(model, signal);
  const root = h("div", {
    class: "hfw",
    role: "group",
    "aria-label": model.get("form").title,
  });
  ownKeys(root, signal);
  const line = { model, signal, view: `hfw${Math.random().toString(36).slice(2)}` };
  const context: Context = {
    ...line,
    root,
    host,
    kit,
    talk: session(line),
    say: voice.say,
    ahead: 0,
    every: clock(signal),
  };
  const task = compose(context);
  followKeys(root, task, layout(context, task));
  followTheme(root, signal);
  root.append(voice.node);
  el.append(root);
  // Whatever is done then: an edit or a look has no answer to fail by itself.
  context.talk.fate((now) =>
    now === "lost" ? task.run.lost() : now === "silent" && task.run.tell(strings.unanswered),
  );
  still(model, root, signal);
  context.talk.open(listener(context, task, voice));
  return () => {
    life.abort();
    // Hosts keep the place of a closed widget: nothing else of it should stay.
    root.remove();
  };
}

type Task = ReturnType<typeof compose>;

/** Make the parts and tie them together. */
function compose(context: Context) {
  const { model, kit, talk, signal } = context;
  const { fields, output } = model.get("form");
  const form = formState(context, fields);
  const main = form.rows.find(({ field }) => field.kind === "text");
  const prompt = () => [(main && model.get(traitOf(main.field))) ?? ""].flat().join("\n");
  const renderer = ((kit.renderers[output] ?? kit.renderers.value) as MakeRenderer)({
    ...context,
    prompt,
    proceed: (after) => run.run(after),
  });
  const run = runner(context, form.collect, renderer.busy);
  const past =
    main &&
    kit.history?.(
      main.editor.input as HTMLTextAreaElement,
      (text) => form.write(main, text),
      signal,
    );
  const tool = tools(context, renderer, (name, done) =>
    talk.call({ kind: "variable", name }, done, () => done(strings.kernelBusy(strings.put))),
  );
  const json = exchange(context);
  return { form, prompt, renderer, run, past, tool, json, numbers: counters(context) };
}

/** Put the parts in their places; returns the panels that open and close. */
function layout(context: Context, task: Task): Disclosure[] {
  const { model, root, kit } = context;
  const { form, run, renderer, json, tool } = task;
  const inputs = form.rows.filter(({ field }) => field.group === "input");
  // The model goes beside the title, in front of what it is given.
  inputs.sort(({ field }) => (field.kind === "model" ? -1 : 0));
  const settings = form.rows.filter(({ field }) => field.group === "parameter");
  const panels =
    kit.parameters && settings.length
      ? [kit.parameters(settings, model.get("form").sections, form)]
      : [];
  const buttons = [...renderer.actions, tool.copy, json.button, tool.more.node];
  const notice = h("div", "note");
  watch(context, "notice", () => {
    notice.textContent = model.get("notice");
  });
  root.append(
    h("div", "bar", h("b", "", model.get("form").title), ...inputs.map(({ node }) => node)),
    h("div", "bar", run.button, ...panels.map(({ button }) => button)),
    ...panels.map(({ panel }) => panel),
    run.note,
    loading(context, run.cancel),
    problemCard(context, run.retry),
    renderer.node,
    notice,
    h("div", "bar", task.numbers.node, h("div", "buttons", ...buttons)),
    json.panel,
    ...(kit.below ?? []).map((make) => make(context)),
  );
  return [...panels, json];
}

/** Esc stops or closes; Ctrl+Enter runs; nothing reaches the notebook. */
function followKeys(root: HTMLElement, { run }: Task, disclosures: Disclosure[]): void {
  const leave = () => {
    const open = disclosures.findLast(({ panel }) => !panel.hidden);
    if (run.active()) {
      run.stop();
    } else if (open) {
      open.open(false);
      open.button.focus();
    }
  };
  root.onkeydown = (event) => {
    event.stopPropagation();
    if (event.key === "Escape" && !event.isComposing) {
      leave();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      run.run();
    }
  };
}

function listener(context: Context, task: Task, voice: Announcer): Listener {
  const { model } = context;
  const { renderer, numbers, past, form, run, json, prompt } = task;
  return {
    start(message, buffers) {
      renderer.begin(message, buffers);
      past?.add(prompt());
      numbers.resume(0);
      json.refresh(true);
      voice.say(strings.state("running", model.get("form").output));
    },
    add(message, buffers) {
      voice.read(renderer.add?.(message, buffers) ?? "");
      numbers.count(message.tokens, message.ttft);
    },
    whole(message, buffers) {
      const { now, prompts, elapsed, tokens, ttft } = message;
      context.ahead = now ? now - Date.now() / 1000 : 0;
      past?.show(prompts ?? []);
      renderer.whole(message, buffers);
      numbers.resume(elapsed ?? 0);
      numbers.count(tokens, ttft);
    },
    end(message, buffers) {
      const shown = renderer.end(message, buffers);
      const counted = model.get("counters") ?? {};
      const state = strings.ending(strings.states[model.get("status")], counted);
      const time = seconds(counted.elapsed);
      const tell = () => voice.finish(strings.finished(state, renderer.summary(), time));
      if (shown) {
        shown.then(tell);
      } else {
        tell();
      }
      json.refresh();
    },
    invalid(errors, ofRun) {
      form.mark(errors, ofRun);
      if (ofRun) {
        run.refused();
      }
    },
  };
}

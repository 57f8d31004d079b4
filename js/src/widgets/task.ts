// The widget of every task: the editors of its fields, the renderer of its output and everything
// around one run at a time, composed from the form that Python sends.
import { type Announcer, announcer } from "../lib/announcer";
import { clock } from "../lib/clock";
import { type Disclosure, h } from "../lib/dom";
import { type Listener, session } from "../lib/session";
import * as strings from "../lib/strings";
import { followTheme } from "../lib/theme";
import { watch } from "../lib/traits";
import type { Context, Model } from "../lib/types";
import { seconds, wordCount } from "../lib/words";
import { counters } from "../parts/counters";
import { exchange } from "../parts/exchange";
import { formState, traitOf } from "../parts/form";
import { history } from "../parts/history";
import { loading } from "../parts/loading";
import { parameters } from "../parts/parameters";
import { problemCard } from "../parts/problem";
import { runner } from "../parts/runner";
import { tools } from "../parts/tools";
import { RENDERERS } from "../renderers";

function render({ model, el }: { model: Model; el: HTMLElement }): () => void {
  const life = new AbortController();
  const { signal } = life;
  const voice = announcer(model, signal);
  const context: Context = {
    model,
    signal,
    view: `hfw${Math.random().toString(36).slice(2)}`,
    say: voice.say,
    ahead: 0,
    every: clock(signal),
  };
  const root = h("div", {
    class: "hfw",
    role: "group",
    "aria-label": model.get("form").title,
    "data-lm-suppress-shortcuts": true,
  });
  const task = compose(context, root);
  followKeys(root, task, layout(context, root, task));
  followTheme(root, signal);
  root.append(voice.node);
  el.append(root);
  task.talk.open(listener(context, task, voice));
  return () => {
    life.abort();
    // Hosts keep the place of a closed widget: nothing else of it should stay.
    root.remove();
  };
}

type Task = ReturnType<typeof compose>;

/** Make the parts and tie them together. */
function compose(context: Context, root: HTMLElement) {
  const { model, view, signal } = context;
  const { fields, output } = model.get("form");
  const talk = session(context);
  const form = formState(context, fields);
  const main = form.rows.find(({ field }) => field.kind === "text");
  const mainText = () => String((main && model.get(traitOf(main.field))) ?? "");
  const renderer = RENDERERS[output]({
    ...context,
    changed: (text) => model.send({ kind: "text", view, text }),
    proceed: (text) => run.run(text),
  });
  const run = runner(context, talk, form.collect, renderer.busy);
  const past =
    main &&
    history(main.editor.input as HTMLTextAreaElement, (text) => form.write(main, text), signal);
  const tool = tools(context, root, {
    text: renderer.text,
    markdown: () => `${mainText().replace(/^/gm, "> ")}\n\n${renderer.text()}\n`,
    assign: (name, done) =>
      talk.call({ kind: "variable", name }, done, () => done(strings.kernelBusy(strings.put))),
  });
  const json = exchange(context);
  return { talk, form, mainText, renderer, run, past, tool, json, numbers: counters(context) };
}

/** Put the parts in their places; returns the panels that open and close. */
function layout(context: Context, root: HTMLElement, task: Task): Disclosure[] {
  const { model } = context;
  const { form, run, renderer, json, tool } = task;
  const inputs = form.rows.filter(({ field }) => field.group === "input");
  // The model goes beside the title, in front of what it is given.
  inputs.sort(({ field }) => (field.kind === "model" ? -1 : 0));
  const settings = form.rows.filter(({ field }) => field.group === "parameter");
  const panel = parameters(settings, form);
  const panels = [json, tool.more, tool.variable];
  const buttons = [...renderer.actions, tool.copy, json.button, tool.more.button];
  const notice = h("div", "note");
  watch(context, "notice", () => {
    notice.textContent = model.get("notice");
  });
  root.append(
    h("div", "bar", h("b", "", model.get("form").title), ...inputs.map(({ node }) => node)),
    h("div", "bar", run.button, panel.button),
    panel.panel,
    run.note,
    loading(context, run.cancel),
    problemCard(context, run.retry),
    renderer.node,
    notice,
    h("div", "bar", task.numbers.node, h("div", "buttons", ...buttons)),
    ...panels.map((one) => one.panel),
  );
  return [panel, ...panels];
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
  const { renderer, numbers, past, form, run, json, mainText } = task;
  return {
    start(text) {
      renderer.input(mainText());
      renderer.show([text]);
      past?.add(mainText());
      numbers.resume(0);
      voice.say(strings.states.running);
    },
    append(parts, tokens, firstToken) {
      renderer.append(parts);
      numbers.count(tokens, firstToken);
      voice.read(parts.filter((_, index) => index % 2 === 0).join(""));
    },
    whole({ parts, tokens, prompts, elapsed, ttft, now }) {
      context.ahead = now ? now - Date.now() / 1000 : 0;
      past?.show(prompts);
      renderer.input((!run.active() && prompts.at(-1)) || mainText());
      renderer.show(parts);
      numbers.resume(elapsed ?? 0);
      numbers.count(tokens, ttft ?? null);
    },
    end(text) {
      if (text !== null) {
        renderer.show([text]);
      }
      const time = seconds(model.get("counters")?.elapsed);
      const words = wordCount(renderer.text());
      voice.finish(strings.finished(strings.states[model.get("status")], words, time));
      json.refresh();
    },
    text: (text) => renderer.show([text]),
    invalid(errors, ofRun) {
      form.mark(errors, ofRun);
      if (ofRun) {
        run.refused();
      }
    },
    exchange: json.show,
  };
}

export default { render };

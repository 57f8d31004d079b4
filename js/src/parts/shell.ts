// The widget of a task: the editors of its fields, the renderer of its output and everything
// around one run at a time, composed from the form that Python sends and the kit of the bundle.

import type { Context, Kit, MakeRenderer } from "../kit";
import type { Announcer } from "../lib/announcer";
import { type Disclosure, h } from "../lib/dom";
import * as strings from "../lib/strings";
import { watch } from "../lib/traits";
import { seconds } from "../lib/words";
import type { Listener } from "../talk/stream";
import { counters } from "./counters";
import { exchange } from "./exchange";
import { formState, traitOf } from "./form";
import { frame, type Host } from "./frame";
import { further } from "./further";
import { loading } from "./loading";
import { problemCard } from "./problem";
import { runner } from "./runner";
import { tools } from "./tools";

/** What a bundle exports: the widget of the tasks that the kit serves, and what these may be. */
export const shell = (kit: Kit) => ({
  kit,
  render: (host: Host) =>
    frame(kit, host, (context, voice) => {
      const task = compose(context);
      const { run } = task;
      return {
        panels: layout(context, task),
        active: () => run.active(),
        stop: () => run.stop(),
        run: () => run.run(),
        lost: () => run.lost(),
        tell: (text) => run.tell(text),
        listener: listener(context, task, voice),
      };
    }),
});

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
  const tool = tools(context, renderer, () => bring());
  const bring = further({ context, form, more: tool.more, noun: renderer.noun });
  const json = exchange(context);
  talk.on("batch", bring);
  return { form, prompt, renderer, run, past, tool, json, bring, numbers: counters(context) };
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
  // Before the first run there is nothing to take away.
  watch(context, "status", () => {
    const fresh = model.get("status") === "idle";
    tool.copy.hidden = fresh;
    json.button.hidden = fresh;
  });
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

function listener(context: Context, task: Task, voice: Announcer): Listener {
  const { model } = context;
  const { renderer, numbers, past, form, run, json, prompt, bring } = task;
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
      if (model.get("batch_told")) {
        bring();
      }
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
      run.ended();
    },
    invalid(errors, ofRun) {
      form.mark(errors, ofRun);
      if (ofRun) {
        run.refused();
      }
    },
  };
}

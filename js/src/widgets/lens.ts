// The tokens of a text, by how sure the model was of each; what could have been, and going on from it.
import { talk } from "../explorer/talk";
import type { Context } from "../kit";
import { blocks } from "../lens/blocks";
import { branches, jumps, legend, summed } from "../lens/head";
import { panel } from "../lens/panel";
import { asContext, type Model, type Scene } from "../lens/scene";
import { steps } from "../lens/steps";
import * as strings from "../lens/strings";
import { tip } from "../lens/tip";
import { Tokens } from "../lens/tokens";
import { announcer } from "../lib/announcer";
import { clock } from "../lib/clock";
import { button, h, set } from "../lib/dom";
import { ownKeys } from "../lib/own_keys";
import { copier } from "../lib/save";
import * as words from "../lib/strings";
import { followTheme } from "../lib/theme";
import { going, watch } from "../lib/traits";
import { loading } from "../parts/loading";
import { problemCard } from "../parts/problem";
import type { LensNews, TokensNews } from "../protocol";
import type { Buffers } from "../talk/model";
import { still } from "../talk/still";

function render({ model, el }: { model: Model; el: HTMLElement }): () => void {
  const life = new AbortController();
  const { signal } = life;
  const voice = announcer(model as unknown as Context["model"], signal);
  const root = h("div", { class: "hfw hfw-lens", role: "group", "aria-label": strings.title });
  ownKeys(root, signal);
  const view = `hfw${Math.random().toString(36).slice(2)}`;
  const line = talk(model as never, view, signal, voice.say);
  const scene: Scene = {
    model,
    view,
    signal,
    root,
    note: line.note,
    talk: line as unknown as Scene["talk"],
    say: voice.say,
    ahead: 0,
    every: clock(signal),
    call: (message, action) => line.call(message as never, action),
    refresh: () => line.send({ kind: "snapshot", view }),
  };
  const parts = compose(scene);
  layout(scene, parts);
  followTraits(scene, parts);
  root.onkeydown = (event) => {
    event.stopPropagation();
    if (event.key === "Escape" && going(asContext(scene).model)) {
      scene.call({ kind: "stop" }, words.stop);
    }
  };
  followTheme(root, signal);
  root.append(voice.node, parts.hover);
  el.append(root);
  still(model, root, signal);
  line.open((message, buffers) => hear(scene, parts, message as unknown as LensNews, buffers));
  return () => {
    life.abort();
    root.remove();
  };
}

type Parts = ReturnType<typeof compose>;

/** Make the parts and tie them together. */
function compose(scene: Scene) {
  const { signal, say } = scene;
  const tokens = new Tokens();
  const asked = h("div", { class: "hfw-before", dir: "auto" });
  const page = h("div", "lens-page", asked);
  const text = blocks(tokens, page, signal);
  page.append(text.node);
  const about = panel(scene, tokens, () => cursor.go(cursor.at(), true));
  const toUnsure = (to: "least" | 1 | -1) => {
    const [below, bound] = ways.below();
    const at = to === "least" ? tokens.leastSure() : tokens.unsure(cursor.at(), to, below);
    if (at < 0) {
      say(strings.noUnsure(bound));
    } else {
      cursor.go(at, true);
    }
  };
  const acts: Record<string, () => void> = {
    n: () => toUnsure(1),
    p: () => toUnsure(-1),
    Enter: () => about.enter(),
  };
  const cursor = steps(tokens, text, about.show, (key) => {
    acts[key]?.();
    return key in acts;
  });
  const ways = jumps(toUnsure);
  return {
    tokens,
    asked,
    page,
    text,
    about,
    cursor,
    ways,
    sums: summed(),
    hover: tip(tokens, text.node, signal),
  };
}

function layout(scene: Scene, parts: Parts): void {
  const { model, root } = scene;
  const context = asContext(scene);
  const { tokens, page, about, ways, sums } = parts;
  const run = button(
    "",
    () => scene.call({ kind: going(context.model) ? "stop" : "run" }, run.textContent ?? ""),
    {
      class: "hfw-run",
    },
  );
  watch(context, "status", () => {
    const active = going(context.model);
    run.hidden = !active && !model.get("can_run");
    run.textContent = active
      ? words.stop
      : model.get("outline").length
        ? strings.again
        : strings.generate;
    run.classList.toggle("hfw-active", active);
    set(page, { "aria-busy": active });
  });
  const notice = h("div", "note");
  watch(context, "notice", () => {
    notice.textContent = model.get("notice");
  });
  const state = h("span", "state");
  watch(context, "status", () => {
    state.className = `hfw-state hfw-is-${model.get("status")}`;
    state.textContent = words.states[model.get("status")];
  });
  root.append(
    h("div", "bar", h("b", "", strings.title), run, branches(scene)),
    scene.note,
    loading(context, () => scene.call({ kind: "stop" }, words.stop)),
    problemCard(context, () => scene.call({ kind: "retry" }, words.retry)),
    page,
    ways.node,
    legend(),
    about.node,
    notice,
    h(
      "div",
      "bar",
      state,
      sums.node,
      h(
        "div",
        "buttons",
        copier(context, strings.copyText, () => tokens.words()),
      ),
    ),
  );
}

/** Another branch is shown, or what there is has ended. */
function followTraits(scene: Scene, parts: Parts): void {
  const { model, say } = scene;
  const context = asContext(scene);
  // The first is asked for as the line is opened.
  let shown = model.get("branch");
  watch(context, "branch", () => {
    const next = model.get("branch");
    if (next !== shown && next !== parts.tokens.branch) {
      scene.refresh();
    }
    shown = next;
  });
  watch(context, "can_cut", () => parts.about.show(parts.cursor.at()));
  let before = model.get("status");
  watch(context, "status", () => {
    const now = model.get("status");
    if (now !== before) {
      before = now;
      const count = parts.tokens.count - parts.tokens.prompt;
      say(going(context.model) ? words.states[now] : `${words.states[now]}, ${count} tokens`);
    }
  });
}

function hear(scene: Scene, parts: Parts, message: LensNews, buffers: Buffers): void {
  if (message.kind !== "tokens" || (message.view && message.view !== scene.view)) {
    return;
  }
  const { tokens } = parts;
  const other = message.branch !== tokens.branch;
  // Of branches that are not shown nothing is kept.
  if (message.branch !== scene.model.get("branch") && !message.view) {
    return;
  }
  if (!tokens.take(message, buffers)) {
    scene.refresh();
    return;
  }
  show(parts, message, other);
}

function show(parts: Parts, message: TokensNews, other: boolean): void {
  const { tokens, text, cursor, about, sums, asked, page } = parts;
  const focused = text.node.contains((text.node.getRootNode() as Document).activeElement);
  const atEnd = page.scrollHeight - page.scrollTop - page.clientHeight < 40;
  text.grew(message.start);
  if (message.prompt !== undefined) {
    asked.textContent = tokens.prompt ? "" : message.prompt;
  }
  sums.show(message.summary);
  if (other) {
    cursor.clear();
  } else if (cursor.at() >= message.start) {
    cursor.go(Math.min(cursor.at(), tokens.count - 1), focused);
  } else {
    about.show(cursor.at());
  }
  if (atEnd && message.start && tokens.count > message.start) {
    page.scrollTop = page.scrollHeight;
  }
}

export default { render };

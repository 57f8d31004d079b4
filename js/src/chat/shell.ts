// The widget of a conversation: the form of its parameters, its messages, and the box below them.
import type { Context, Kit } from "../kit";
import type { Announcer } from "../lib/announcer";
import { button, type Disclosure, enable, h } from "../lib/dom";
import * as strings from "../lib/strings";
import { going, watch } from "../lib/traits";
import { seconds } from "../lib/words";
import { counters } from "../parts/counters";
import { exchange } from "../parts/exchange";
import { formState } from "../parts/form";
import { frame, type Host } from "../parts/frame";
import { further } from "../parts/further";
import { loading } from "../parts/loading";
import { problemCard } from "../parts/problem";
import { tools } from "../parts/tools";
import type { Beside } from "../protocol";
import type { Listener } from "../talk/stream";
import { acts, type Deed } from "./acts";
import { composer } from "./composer";
import { log } from "./log";
import type { Doings } from "./message";
import { promptPanel } from "./prompt";
import { roomLine } from "./room";
import * as said from "./strings";

/** What the bundle exports. */
export const chatShell = (kit: Kit) => ({
  kit,
  render: (host: Host) =>
    frame(kit, host, (context, voice) => {
      context.root.classList.add("hfw-chat");
      const chat = compose(context);
      const { act, box } = chat;
      follow(context, chat);
      return {
        panels: layout(context, chat),
        active: () => act.active(),
        stop: () => act.stop(),
        run: () => box.send(),
        lost: () => act.lost(),
        tell: (text) => act.tell(text),
        listener: listener(context, chat, voice),
      };
    }),
});

/** Show what changes in the conversation; where news are missing, ask for all of it. */
function follow({ talk, view }: Context, chat: Chat): void {
  talk.on("conversation", (news) => {
    const missed = news.version > chat.log.version + 1 && chat.log.version > 0;
    if (missed) {
      talk.send({ kind: "snapshot", view });
    } else if (news.version > chat.log.version) {
      chat.log.change(news.from, news.messages);
      chat.log.version = news.version;
      chat.told(news);
    }
  });
}

type Chat = ReturnType<typeof compose>;

/** Make the parts and tie them together. */
function compose(context: Context) {
  const { model } = context;
  const form = formState(context, model.get("form").fields);
  const bar = history(context, (kind) => act.change({ kind }));
  const changed = (active: boolean) => {
    box.busy(active);
    messages.busy(active);
    bar.busy(active);
  };
  const failed = (deed: Deed) => deed.kind === "chat-send" && box.put(deed.text);
  const send = async (text: string) => {
    box.take();
    box.past.add(text);
    if (!(await act.begin({ kind: "chat-send", text }))) {
      box.put(text);
    }
  };
  const again = (message: string | null) => act.begin({ kind: "chat-answer", message });
  const doings: Doings = {
    again: ({ id }) => again(id),
    resend: ({ id: message }, text) =>
      act.begin({ kind: "chat-edit", message, text, resend: true }),
    rewrite: ({ id: message }, text) =>
      act.begin({ kind: "chat-edit", message, text, resend: false }),
    remove: ({ id: message }) => act.change({ kind: "chat-delete", message }),
    turn: ({ id: message }, step) => act.change({ kind: "chat-turn", message, step }),
    decide: (message, call, allow, always) =>
      act.change({ kind: "chat-tool", message, call, allow, always }),
  };
  const told = (beside: Beside) => {
    bar.show(beside);
    if (beside.room !== undefined) {
      room.show(beside.room, beside.left_out ?? null);
      messages.leave(beside.left_out ?? 0);
    }
    box.judge();
  };
  const messages = log(context, doings, told);
  const templated = form.rows.some(({ field }) => field.name === "template");
  const prompt = templated ? promptPanel(context, () => box.box.value) : null;
  const room = roomLine(
    () => box.box.value,
    context.say,
    (on) => act.change({ kind: "chat-leave", on }),
  );
  const box = composer(context, {
    send,
    stop: () => act.stop(),
    answer: () => again(null),
    open: () => messages.isOpen(),
    changed: () => {
      prompt?.refresh();
      room.refresh();
    },
  });
  const act = acts(context, form.collect, changed, failed);
  const retry = (event: MouseEvent) => {
    event.preventDefault();
    box.box.focus();
    if (box.box.value.trim()) {
      box.send();
    } else {
      again(null);
    }
  };
  const tool = tools(context, messages, () => bring());
  const bring = further({ context, form, more: tool.more, noun: messages.noun });
  changed(going(model));
  const [json, numbers] = [exchange(context), counters(context)];
  return { form, act, log: messages, box, bar, told, retry, tool, json, numbers, prompt, room };
}

/** Undo, redo and clear, and what all answers took. */
function history({ say }: Context, does: (kind: "chat-undo" | "chat-redo" | "chat-clear") => void) {
  const totals = h("span", "totals");
  const make = (label: string, kind: Parameters<typeof does>[0]) => button(label, () => does(kind));
  const undo = make(said.undo, "chat-undo");
  const redo = make(said.redo, "chat-redo");
  const clear = make(said.clear, "chat-clear");
  let beside: Beside = {};
  let active = false;
  const draw = () => {
    const { undo: last = "", redo: next = "", totals: all = {} } = beside;
    enable(undo, !!last && !active);
    enable(redo, !!next && !active);
    redo.hidden = !next;
    enable(clear, !active);
    undo.title = last ? said.undoes(said.undo, last) : "";
    redo.title = next ? said.undoes(said.redo, next) : "";
    const count = all.answers ?? 0;
    const parts = [said.tokens(all), strings.dollars(all.cost), seconds(all.elapsed)];
    totals.textContent =
      count > 1 ? `${said.answers(count)}: ${parts.filter(Boolean).join(", ")}` : "";
  };
  draw();
  return {
    totals,
    buttons: [undo, redo, clear],
    show(next: Beside) {
      const done = beside.undo !== undefined && next.redo !== beside.redo;
      beside = { ...beside, ...next };
      if (done && next.redo) {
        say(said.undoes(said.undo, next.redo));
      }
      draw();
    },
    busy(on: boolean) {
      active = on;
      draw();
    },
  };
}

/** Put the parts in their places; returns the panels that open and close. */
function layout(context: Context, chat: Chat): Disclosure[] {
  const { model, root, kit } = context;
  const { form, act, box, bar, json, tool, prompt } = chat;
  const of = (group: string) => form.rows.filter(({ field }) => field.group === group);
  const settings = of("parameter");
  const panels: Disclosure[] = prompt ? [prompt] : [];
  if (kit.parameters) {
    panels.unshift(kit.parameters(settings, model.get("form").sections, form));
  }
  const notice = h("div", "note");
  watch(context, "notice", () => {
    notice.textContent = model.get("notice");
  });
  const cancel = () => {
    box.button.focus();
    act.stop();
  };
  root.append(
    h(
      "div",
      "bar",
      h("b", "", model.get("form").title),
      ...of("input").map(({ node }) => node),
      ...panels.map((one) => one.button),
    ),
    ...panels.map((one) => one.panel),
    chat.log.node,
    loading(context, cancel),
    problemCard(context, chat.retry),
    act.note,
    notice,
    box.node,
    chat.room.node,
    h(
      "div",
      "bar",
      chat.numbers.node,
      bar.totals,
      h("div", "buttons", ...bar.buttons, tool.copy, json.button, tool.more.node),
    ),
    json.panel,
  );
  return [...panels, json];
}

function listener(context: Context, chat: Chat, voice: Announcer): Listener {
  const { model } = context;
  const { numbers, form, act, json, box } = chat;
  return {
    start(message, buffers) {
      chat.log.begin(message, buffers);
      numbers.resume(0);
      json.refresh(true);
      voice.say(said.answering);
    },
    add(message, buffers) {
      voice.read(chat.log.add?.(message, buffers) ?? "");
      numbers.count(message.tokens, message.ttft);
    },
    whole(message, buffers) {
      const { now, prompts, elapsed, tokens, ttft } = message;
      context.ahead = now ? now - Date.now() / 1000 : 0;
      box.past.show(prompts ?? []);
      chat.log.whole(message, buffers);
      numbers.resume(elapsed ?? 0);
      numbers.count(tokens, ttft);
    },
    end(message, buffers) {
      chat.log.end(message, buffers);
      const counted = model.get("counters") ?? {};
      const state = strings.ending(strings.states[model.get("status")], counted);
      voice.finish(strings.finished(state, chat.log.summary(), seconds(counted.elapsed)));
      json.refresh();
      act.ended();
    },
    invalid(errors, ofRun) {
      form.mark(errors, ofRun);
      if (ofRun) {
        act.refused();
        act.tell(errors.messages ?? "");
      }
    },
  };
}

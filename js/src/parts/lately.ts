// A renderer that is in no bundle and no notebook: before the first answer there is nothing to draw. The
// kernel sends it as soon as it is heard of, mostly long before an answer; one that is earlier waits.

import type { MakeRenderer, Renderer, RendererHost } from "../kit";
import { button, h, hasFocus } from "../lib/dom";
import * as strings from "../lib/strings";

/** What stands for the renderer until it is there, at the same size: nothing jumps. */
export interface Standin {
  noun: string;
  /** The names of its buttons: those that open something, and the others behind them. */
  actions?: readonly string[];
  others?: readonly string[];
  /** What is shown before the first answer. */
  hint?(): HTMLElement;
}

interface Module {
  default: MakeRenderer;
}

/** One thing that the renderer is told. */
interface Told {
  kind: "begin" | "add" | "whole" | "end";
  to(renderer: Renderer): void;
}

/** The renderer that is the default export of a module in src/later. */
export const lately = (late: string, standin: Standin): MakeRenderer =>
  Object.assign(
    (host: RendererHost) =>
      host.later?.now<Module>(late)?.default(host) ?? standing(host, late, standin),
    { late },
  );

function standing(host: RendererHost, late: string, standin: Standin): Renderer {
  let real: Renderer | undefined;
  let [active, asked, fault] = [false, false, ""];
  const { node, tell, actions, more, give } = places(standin, () => bring());
  const waits = waiting();
  const bring = async () => {
    if (asked || real) {
      return;
    }
    asked = true;
    tell(waits.needed(), "");
    try {
      const module = await host.later?.<Module>(late);
      if (module && !host.signal.aborted) {
        real = module.default(host);
        give(real);
        real.busy(active);
        waits.over(real);
      }
    } catch (error) {
      asked = false;
      fault = (error as Error).message;
      tell(waits.needed(), fault);
      waits.give();
    }
  };
  const keep = (kind: Told["kind"], has: boolean, to: Told["to"]) => {
    if (real) {
      to(real);
      return;
    }
    waits.keep({ kind, to }, has);
    bring();
    tell(waits.needed(), asked ? "" : fault);
  };
  return {
    node,
    actions,
    more,
    noun: standin.noun,
    begin: (message, buffers) => keep("begin", true, (to) => to.begin(message, buffers)),
    add(message, buffers) {
      let said = "";
      keep("add", true, (to) => {
        said = to.add?.(message, buffers) ?? "";
      });
      return said;
    },
    whole: (message, buffers) =>
      keep("whole", message.output != null, (to) => to.whole(message, buffers)),
    end: (message, buffers) =>
      real
        ? real.end(message, buffers)
        : waits.shown((done) =>
            keep("end", message.output != null, (to) => done(to.end(message, buffers))),
          ),
    busy(on) {
      active = on;
      real?.busy(on);
      if (on) {
        bring();
      }
    },
    text: () => real?.text() ?? "",
    markdown: () => real?.markdown() ?? "",
    summary: () => real?.summary() ?? "",
  };
}

/** What has its place before the renderer is there; `give` gives it to that. */
function places({ actions = [], others = [], hint }: Standin, retry: () => void) {
  const note = h("div", { class: "hfw-note", role: "status" });
  const node = h("div", "", ...(hint ? [hint()] : []), note);
  const named = (all: readonly string[], more: object) =>
    all.map((name) => button(name, () => {}, { "aria-disabled": true, ...more }));
  const names = [...named(actions, { "aria-expanded": false }), ...named(others, {})];
  const [last, extra] = [0, 1].map(() => h("span", { hidden: true })) as [HTMLElement, HTMLElement];
  const again = button(strings.retry, () => {
    node.closest<HTMLElement>(".hfw")?.querySelector<HTMLElement>(".hfw-run")?.focus();
    retry();
  });
  return {
    node,
    actions: [...names, last],
    more: [extra],
    /** Say that it is on its way, or why it has not come, where there is something to draw. */
    tell(needed: boolean, fault: string) {
      note.replaceChildren(
        ...(!needed ? [] : fault ? [strings.notDrawn(fault), " ", again] : [strings.comes]),
      );
    },
    give(real: Renderer) {
      const at = names.findIndex(hasFocus);
      node.replaceWith(real.node);
      last.replaceWith(...real.actions);
      extra.replaceWith(...(real.more ?? []));
      for (const name of names) {
        name.remove();
      }
      const place = real.actions[at];
      (place?.matches("button") ? place : place?.querySelector("button"))?.focus();
    },
  };
}

/** What the renderer is told when it is there: all of it that still holds. */
function waiting() {
  let told: Told[] = [];
  let needed = false;
  const settled: (() => void)[] = [];
  const give = () => {
    for (const settle of settled.splice(0)) {
      settle();
    }
  };
  return {
    /** Whether there is something to draw. */
    needed: () => needed,
    keep(one: Told, has: boolean) {
      needed ||= has;
      if (one.kind === "whole") {
        told = [];
      } else if (one.kind === "end" && has) {
        // What is shown now takes the place of what runs before it brought.
        told = told.slice(
          Math.max(
            0,
            told.findLastIndex(({ kind }) => kind === "begin"),
          ),
        );
      }
      told.push(one);
    },
    /** Settles when an end is shown, or cannot be. */
    shown: (keep: (done: (shown: void | Promise<void>) => void) => void) =>
      new Promise<void>((resolve) => {
        settled.push(resolve);
        keep(resolve);
      }),
    over(real: Renderer) {
      for (const { to } of told) {
        to(real);
      }
      told = [];
      // An end that something else has taken the place of, too.
      give();
    },
    give,
  };
}

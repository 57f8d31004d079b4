// The numbers of a run: live while it goes, final from Python when it is over.

import type { Context } from "../kit";
import { h } from "../lib/dom";
import * as strings from "../lib/strings";
import { going, watch } from "../lib/traits";
import { rate, seconds } from "../lib/words";
import type { Counters } from "../protocol";

export interface CountersPart {
  node: HTMLElement;
  /** Count anew: the run has been going for `elapsed` seconds already. */
  resume(elapsed: number): void;
  count(tokens?: number, firstToken?: number | null): void;
}

export function counters(context: Context): CountersPart {
  const { model } = context;
  const node = h("div", "counters");
  let [runs, tokens, began] = [false, 0, 0];
  let first: number | null = null;

  const draw = (numbers: Counters) => {
    const status = model.get("status");
    const reason = numbers.finish_reason ?? "";
    const words = strings.finishReasons[reason] ?? reason;
    const pairs = [
      [numbers.tokens || "", strings.tokens(numbers.tokens)],
      [seconds(numbers.time_to_first_token), strings.toFirst],
      [rate(numbers.tokens_per_second), strings.perSecond],
      [seconds(numbers.elapsed), strings.elapsed],
      [seconds(numbers.compute_time), strings.computed(numbers.compute_type)],
      [numbers.cached && strings.cached],
      [strings.dollars(numbers.cost)],
      [numbers.provider],
    ];
    node.replaceChildren(
      h(
        "span",
        `state hfw-is-${status}`,
        strings.ending(strings.state(status, model.get("form").output), numbers) +
          (reason && `: ${words}`),
      ),
      ...pairs.flatMap(([value, unit = ""]) =>
        value ? [h("span", "", h("b", "", String(value)), ` ${unit}`)] : [],
      ),
    );
  };
  const beat = () => {
    if (runs) {
      const elapsed = (performance.now() - began) / 1000;
      const streaming = elapsed - (first ?? elapsed);
      draw({
        tokens,
        time_to_first_token: first,
        tokens_per_second: streaming > 0.2 ? (tokens - 1) / streaming : null,
        elapsed,
      });
    }
    return runs;
  };
  const resume = (elapsed: number) => {
    [tokens, began, first] = [0, performance.now() - elapsed * 1000, null];
  };
  const show = () => {
    const ran = runs;
    runs = going(model);
    if (!runs) {
      draw(model.get("counters") ?? {});
    } else if (!ran) {
      resume(0);
      context.every(beat);
    }
  };
  watch(context, "status", show);
  watch(context, "counters", show);
  return {
    node,
    resume,
    count(total = 0, firstToken = null) {
      tokens = total;
      first ??= firstToken;
    },
  };
}

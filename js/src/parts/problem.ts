// The card of an error: what happened, why, what to do, and Retry as soon as it makes sense.

import type { Context } from "../kit";
import { now } from "../lib/clock";
import { button, enable, h } from "../lib/dom";
import { copier } from "../lib/save";
import * as strings from "../lib/strings";
import { watch } from "../lib/traits";
import { seconds } from "../lib/words";
import type { Problem } from "../protocol";

export function problemCard(context: Context, retry: (event: MouseEvent) => void): HTMLElement {
  const { model } = context;
  const node = h("div", { role: "alert" });

  const retryButton = (problem: Problem) => {
    const again = button(strings.retry, retry);
    context.every(() => {
      const wait = Math.ceil((problem.retry_at ?? 0) - now(context));
      again.textContent = wait > 0 ? strings.retryIn(seconds(wait)) : strings.retry;
      enable(again, wait <= 0);
      return wait > 0 && model.get("problem") === problem;
    });
    return again;
  };
  const details = (text: string) =>
    h(
      "details",
      "",
      h("summary", "", strings.details),
      h("pre", { tabIndex: 0 }, text),
      copier(context, strings.copyDetails, () => text),
    );
  const card = (problem: Problem) => {
    const { link } = problem;
    // The server may have chosen the address: only the web is linked to.
    const safe = link && /^https?:/i.test(link.href);
    return h(
      "div",
      "card hfw-problem",
      h("b", "", problem.title),
      h("div", "", problem.cause),
      h(
        "div",
        "",
        `${problem.remedy} `,
        ...(safe
          ? [h("a", { href: link.href, target: "_blank", rel: "noreferrer" }, link.text)]
          : []),
      ),
      ...(problem.details ? [details(problem.details)] : []),
      h(
        "div",
        "bar",
        h("span", "dim", told(problem)),
        ...(problem.can_retry ? [retryButton(problem)] : []),
      ),
      ...elsewhere(context, problem, retry),
    );
  };
  watch(context, "problem", () => {
    const problem = model.get("problem");
    node.replaceChildren(...(problem ? [card(problem)] : []));
  });
  return node;
}

/** Who was asked, and the number of the request. */
const told = ({ provider, request_id: request }: Problem): string =>
  [provider && strings.provider(provider), request && strings.requestId(request)]
    .filter(Boolean)
    .join(", ");

/** Buttons that switch to another provider of the model, and run again. */
function elsewhere(
  { talk }: Context,
  { others = [] }: Problem,
  retry: (event: MouseEvent) => void,
): HTMLElement[] {
  const buttons = others.map((provider) => {
    const act = (event: MouseEvent) => {
      talk.send({ kind: "edit", values: { provider } });
      retry(event);
    };
    return button(provider, act, { "aria-label": `${strings.runWith} ${provider}` });
  });
  return buttons.length ? [h("div", "others", strings.runWith, ...buttons)] : [];
}

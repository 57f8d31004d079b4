// What is known of one model, why it may not run, and what can be done with it.
import { button, h, set } from "../lib/dom";
import { encode } from "../lib/escapes";
import { copier } from "../lib/save";
import type { DetailsNews } from "../protocol";
import type { Scene } from "./scene";
import { asContext } from "./scene";
import { showStatus } from "./status";
import type { ShownRow, Store } from "./store";
import * as strings from "./strings";

/** Rows that are passed by quickly are not asked about (ms). */
const PAUSE = 150;

export interface DetailsCard {
  node: HTMLElement;
  /** Show a row; null closes the card. */
  show(row: number | null): void;
  /** Show another row if the card is open. */
  follow(row: number | null): void;
  hear(message: DetailsNews): void;
  /** The status or what is watched may have changed. */
  redraw(): void;
}

/** `closed` is called when the user closes the card. */
export function detailsCard(scene: Scene, store: Store, closed: () => void): DetailsCard {
  const { model, talk } = scene;
  const node = h("section", {
    class: "hfw-details",
    tabIndex: -1,
    "aria-label": strings.detailsOf,
    hidden: true,
  });
  let [row, asked]: [number | null, string] = [null, ""];
  let pause: ReturnType<typeof setTimeout> | undefined;
  const title = h("b", { class: "hfw-name", dir: "auto" });
  const status = h("span", "status");
  const body = h("div", "facts");
  let id = "";
  /** The row while it is still that model: a list that is read anew has other rows. */
  const item = (): ShownRow | null => {
    const found = row === null ? null : store.find(row);
    id ||= found?.id ?? "";
    return found?.id === id ? found : null;
  };
  const on = (row: number) => !!model.get("watched")[row]?.on;

  const act = (label: string, run: (item: ShownRow) => void, props = {}) =>
    button(
      label,
      () => {
        const now = item();
        if (now) {
          run(now);
        }
      },
      props,
    );
  const open = act("", ({ row }) => talk.call({ kind: "open", row }, strings.openIt), {
    class: "hfw-button hfw-run hfw-open",
    hidden: true,
  });
  const verify = act(strings.verify, ({ row }) => {
    verify.textContent = strings.checking;
    talk.call({ kind: "verify", rows: [row] }, strings.verify, (error) => error && redraw());
  });
  const watch = act(strings.watch, ({ row }) =>
    talk.call({ kind: "watch", row, on: !on(row) }, strings.watch),
  );
  const recommend = act(strings.recommend, ({ row }) =>
    talk.call({ kind: "recommend", row, on: !recommended() }, strings.recommend),
  );
  const recommended = () => {
    const now = item();
    return !!now && model.get("recommended")[now.task] === now.id;
  };
  const close = button("", closed, { class: "hfw-button hfw-reset", title: strings.close });
  node.append(
    h("div", "bar hfw-title", title, close),
    h("div", "bar", status),
    h(
      "div",
      "bar hfw-acts",
      open,
      verify,
      watch,
      copier(asContext(scene), strings.copyId, () => item()?.id ?? ""),
      recommend,
    ),
    body,
  );

  const redraw = () => {
    const now = item();
    if (!now) {
      return;
    }
    title.textContent = encode(now.id);
    showStatus(status, now.state, store.checked.get(now.row), scene.ahead);
    verify.textContent = strings.verify;
    set(watch, { "aria-pressed": on(now.row) });
    set(recommend, { "aria-pressed": recommended() });
    watch.hidden = now.state === "Loaded" && !on(now.row);
  };
  const ask = (row: number) => {
    asked = talk.call({ kind: "details", row }, strings.detailsOf, (error) => {
      if (error) {
        body.replaceChildren();
      }
    });
  };
  const self: DetailsCard = {
    node,
    redraw,
    follow(next) {
      if (row !== null && next !== null) {
        self.show(next);
      }
    },
    show(next) {
      node.hidden = next === null;
      if (next !== row) {
        [row, id] = [next, ""];
        clearTimeout(pause);
        body.replaceChildren(h("div", "dim", strings.asking));
        open.hidden = true;
        pause = setTimeout(() => next !== null && !scene.signal.aborted && ask(next), PAUSE);
      }
      redraw();
    },
    hear(message) {
      if (message.id !== asked || message.row !== row) {
        return;
      }
      const { can_open: widget } = message;
      open.hidden = !widget;
      open.textContent = widget ? strings.open(widget) : "";
      body.replaceChildren(...content(scene, message, item()?.task ?? ""));
    },
  };
  return self;
}

function content(
  scene: Scene,
  { reason, facts, code, can_open }: DetailsNews,
  task: string,
): Node[] {
  const safe = reason?.link && /^https?:/i.test(reason.link.href) ? reason.link : null;
  const link = safe && h("a", { href: safe.href, target: "_blank", rel: "noreferrer" }, safe.text);
  const why =
    reason &&
    h(
      "div",
      "note hfw-warning",
      h("b", "", reason.title),
      h("div", "", reason.cause),
      h("div", "", `${reason.remedy} `, ...(link ? [link] : [])),
    );
  const pairs = facts.flatMap(([name, text]) => [
    h("dt", "", name),
    h("dd", { dir: "auto" }, encode(text)),
  ]);
  return [
    ...(why ? [why] : []),
    h("dl", "", ...pairs),
    ...(can_open ? [] : [h("div", "dim", strings.noWidget(task))]),
    h(
      "div",
      "bar",
      h("b", "", strings.code),
      copier(asContext(scene), strings.copyCode, () => code),
    ),
    h("pre", { tabIndex: 0 }, code),
  ];
}

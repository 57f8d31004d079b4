// What is known of one model, why it may not run, and what can be done with it.
import { button, h, set } from "../lib/dom";
import { encode } from "../lib/escapes";
import { copier } from "../lib/save";
import type { DetailsNews } from "../protocol";
import { offerTable } from "./offer_table";
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
  /** The status or what is watched may have changed. */
  redraw(): void;
}

/** What can be done with the model of the card. */
interface Acts {
  node: HTMLElement;
  /** Offer to open its widget, if it has one. */
  offer(widget?: string | null): void;
  /** Say what holds of it now. */
  mark(item: ShownRow): void;
}

/** `item` is the row of the card; `failed` is called when a check could not be asked for. */
function actions(scene: Scene, item: () => ShownRow | null, failed: () => void): Acts {
  const { model, talk } = scene;
  const watched = ({ row }: ShownRow) => !!model.get("watched")[row]?.on;
  const recommended = ({ id, task }: ShownRow) => model.get("recommended")[task] === id;
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
    talk.call({ kind: "verify", rows: [row] }, strings.verify, (error) => error && failed());
  });
  const watch = act(strings.watch, (now) =>
    talk.call({ kind: "watch", row: now.row, on: !watched(now) }, strings.watch),
  );
  const recommend = act(strings.recommend, (now) =>
    talk.call({ kind: "recommend", row: now.row, on: !recommended(now) }, strings.recommend),
  );
  const copy = copier(asContext(scene), strings.copyId, () => item()?.id ?? "");
  return {
    node: h("div", "bar hfw-acts", open, verify, watch, copy, recommend),
    offer(widget) {
      open.hidden = !widget;
      open.textContent = widget ? strings.open(widget) : "";
    },
    mark(now) {
      verify.textContent = strings.verify;
      set(watch, { "aria-pressed": watched(now) });
      set(recommend, { "aria-pressed": recommended(now) });
      watch.hidden = now.state === "Loaded" && !watched(now);
    },
  };
}

/** `closed` is called when the user closes the card. */
export function detailsCard(scene: Scene, store: Store, closed: () => void): DetailsCard {
  const { talk } = scene;
  let [row, id]: [number | null, string] = [null, ""];
  let pause: ReturnType<typeof setTimeout> | undefined;
  /** The row while it is still that model: a list that is read anew has other rows. */
  const item = (): ShownRow | null => {
    const found = row === null ? null : store.find(row);
    id ||= found?.id ?? "";
    return found?.id === id ? found : null;
  };
  const title = h("b", { class: "hfw-name", dir: "auto" });
  const status = h("span", "status");
  const table = offerTable(
    (provider) => {
      const now = item();
      return now && talk.call({ kind: "open", row: now.row, provider }, strings.openIt);
    },
    (provider) => row !== null && ask(row, provider),
  );
  const body = h("div", "facts");
  const redraw = () => {
    const now = item();
    if (now) {
      title.textContent = encode(now.id);
      showStatus(status, now.state, store.checked.get(now.row), scene.ahead);
      acts.mark(now);
      table.show(now.offers);
    }
  };
  const acts = actions(scene, item, redraw);
  const close = button("", closed, { class: "hfw-button hfw-reset", title: strings.close });
  const node = h(
    "section",
    { class: "hfw-details", tabIndex: -1, "aria-label": strings.detailsOf, hidden: true },
    h("div", "bar hfw-title", title, close),
    h("div", "bar", status),
    acts.node,
    table.node,
    body,
  );
  const tell = (reply: DetailsNews, provider: string | null) => {
    acts.offer(reply.can_open);
    table.allow(reply.openable ?? []);
    body.replaceChildren(...content(scene, reply, item()?.task ?? ""));
    if (provider) {
      body.querySelector("pre")?.focus();
    }
  };
  const ask = (about: number, provider: string | null = null) =>
    talk.call({ kind: "details", row: about, provider }, strings.detailsOf, (error, reply) => {
      if (about === row) {
        error === null && reply ? tell(reply, provider) : body.replaceChildren();
      }
    });
  const show = (next: number | null) => {
    node.hidden = next === null;
    if (next !== row) {
      [row, id] = [next, ""];
      clearTimeout(pause);
      body.replaceChildren(h("div", "dim", strings.asking));
      acts.offer(null);
      table.allow(null);
      pause = setTimeout(() => next !== null && !scene.signal.aborted && ask(next), PAUSE);
    }
    redraw();
  };
  return {
    node,
    redraw,
    show,
    follow: (next) => row !== null && next !== null && show(next),
  };
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

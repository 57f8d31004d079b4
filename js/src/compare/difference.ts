// What differs between two answers, word by word: marked by a sign, a line and a colour.
import { disclosure, h } from "../lib/dom";
import { encode } from "../lib/escapes";
import { inTurns } from "../lib/turns";
import { wordCount } from "../lib/words";
import type { DiffNews, LanesCall, LanesNews } from "../protocol";
import type { Line } from "../talk/line";
import type { LaneView } from "./lane";
import * as words from "./strings";

type Pieces = DiffNews["pieces"];

/** How many words stand in one text alone. */
const wordsOf = (pieces: Pieces, sign: string): number =>
  pieces.reduce((sum, [kind, text]) => sum + (kind === sign ? wordCount(text) : 0), 0);

export function difference(
  talk: Line<LanesCall, LanesNews>,
  lanes: () => readonly LaneView[],
  signal: AbortSignal,
) {
  const told = h("div", { class: "hfw-dim", role: "status" });
  const text = h("div", {
    class: "hfw-page hfw-diff",
    dir: "auto",
    tabIndex: 0,
    role: "group",
    "aria-label": words.difference,
  });
  const draw = inTurns(signal, 200, 50);
  const pick = (label: string) => h("select", { class: "hfw-input", "aria-label": label });
  const [first, second] = [pick(words.from), pick(words.to)];
  const look = () => {
    if (panel.hidden || !first.value) {
      return;
    }
    const asked = [first.value, second.value];
    talk.call({ kind: "diff", first: first.value, second: second.value }, (error, reply) => {
      if (asked[0] === first.value && asked[1] === second.value) {
        show(reply && error === null ? reply : null, error ?? "");
      }
    });
  };
  const show = (reply: DiffNews | null, error: string) => {
    const pieces = reply?.pieces ?? [];
    const [one = "", other = ""] = (reply?.names ?? []).map(encode);
    const [less, more] = [wordsOf(pieces, "-"), wordsOf(pieces, "+")];
    const same = pieces.every(([kind]) => kind === "=");
    const outcome = same ? words.same : words.differs(one, less, other, more);
    told.textContent = error || (pieces.length ? outcome : words.nothing);
    text.replaceChildren();
    text.hidden = !pieces.length;
    draw(pieces, (some) => text.append(...some.map(piece)));
  };
  first.onchange = second.onchange = look;
  const panel = h(
    "div",
    { class: "hfw-panel", role: "group", "aria-label": words.difference },
    h("div", "bar", h("label", "pick", words.from, first), h("label", "pick", words.to, second)),
    told,
    text,
  );
  const offer = () => fill(lanes(), first, second);
  const opened = () => {
    offer();
    look();
  };
  return { ...disclosure(words.difference, panel, opened), look, offer };
}

function piece([kind, text]: Pieces[number]): Node {
  return kind === "=" ? new Text(text) : h(kind === "-" ? "del" : "ins", "", text);
}

/** Offer all answers and the pinned ones; what is chosen stays, else the first two are. */
function fill(
  lanes: readonly LaneView[],
  first: HTMLSelectElement,
  second: HTMLSelectElement,
): void {
  const every = lanes.flatMap((one): [string, string][] => {
    const name = encode(one.name());
    const own: [string, string] = [one.key, name];
    return one.isPinned() ? [own, [`${one.key}!`, words.pinnedName(name)]] : [own];
  });
  const pinned = every.find(([key]) => key.endsWith("!"))?.[0];
  const defaults = pinned ? [pinned, pinned.slice(0, -1)] : every.slice(0, 2).map(([key]) => key);
  [first, second].forEach((select, at) => {
    const before = select.value;
    select.replaceChildren(...every.map(([value, label]) => h("option", { value }, label)));
    const stays = every.some(([key]) => key === before);
    select.value = (stays ? before : defaults[at]) ?? every[0]?.[0] ?? "";
  });
}

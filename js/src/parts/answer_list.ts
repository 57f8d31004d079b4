// What was said about pictures, newest first: questions with their answers. The chosen one is open,
// with its candidates and what can be done with it. One tab stop, arrow keys inside.

import type { RendererHost } from "../kit";
import * as said from "../lib/answer_strings";
import { button, h, hasFocus, set } from "../lib/dom";
import { encode } from "../lib/escapes";
import { copier } from "../lib/save";
import { areShares, shownScore } from "../lib/score_strings";
import { seconds } from "../lib/words";
import type { KeptAnswer, KeptList } from "../protocol";

export interface AnswerList {
  node: HTMLElement;
  /** Show other answers; the chosen one stays, while it is there. */
  show(list: KeptList): void;
  /** Open one of them. */
  choose(id: string): void;
  chosen(): KeptAnswer | null;
  /** Which of its candidates is meant. */
  candidate(): number;
  /** All that the page has. */
  all(): readonly KeptAnswer[];
}

export interface Acts {
  /** An answer was chosen by a person. */
  chosen(one: KeptAnswer): void;
  /** Another candidate is meant. */
  meant(): void;
  again(id: string): void;
  remove(id: string | null): void;
}

/** What an open answer shows and does. */
interface Opened extends Pick<Acts, "again" | "remove"> {
  host: RendererHost;
  /** The candidate that is meant. */
  at: number;
  mean(at: number): void;
}

export function answerList(host: RendererHost, acts: Acts): AnswerList {
  let answers: readonly KeptAnswer[] = [];
  let [id, candidate] = ["", 0];
  const list = h("ol", { class: "hfw-answers", "aria-label": said.list });
  const older = h("div", "dim");
  const hint = h("div", "dim", said.awaited);
  const clear = button(said.removeAll, () => acts.remove(null));
  const node = h("div", "side", hint, list, h("div", "bar", clear, older));
  const choose = (next: string, at = 0, focusing?: boolean) => {
    [id, candidate] = [next, at];
    draw(focusing);
  };
  const mean = (at: number) => {
    choose(id, at, false);
    list.querySelectorAll<HTMLElement>(".hfw-candidate")[at]?.focus();
    acts.meant();
  };
  const draw = (focusing = list.contains((list.getRootNode() as Document).activeElement)) => {
    const opened = { ...acts, host, at: candidate, mean };
    const entries = answers.map((one) => {
      const on = one.id === id;
      const press = () => {
        choose(one.id, 0, true);
        acts.chosen(one);
      };
      return h("li", "", pickOf(one, on, press), ...(on ? details(one, opened) : []));
    });
    list.replaceChildren(...entries);
    const current = list.querySelector<HTMLElement>("[aria-current]") ?? picks(list)[0];
    set(current ?? list, { tabIndex: 0 });
    if (focusing) {
      current?.focus();
    }
    hint.hidden = answers.length > 0;
    list.hidden = !answers.length;
    clear.hidden = answers.length < 2;
  };
  followArrows(list);
  draw(false);
  return {
    node,
    show({ answers: next = [], left }) {
      answers = next;
      older.textContent = left ? said.older(left) : "";
      draw();
    },
    choose,
    chosen: () => answers.find((one) => one.id === id) ?? null,
    candidate: () => candidate,
    all: () => answers,
  };
}

/** The question and its best answer, as the button that opens them. */
function pickOf({ question, items }: KeptAnswer, on: boolean, press: () => void): HTMLElement {
  const best = items[0]?.answer;
  const current = on ? "true" : null;
  const pick = button("", press, { class: "hfw-pick", tabIndex: -1, "aria-current": current });
  pick.append(
    ...(question ? [h("span", { class: "hfw-asked", dir: "auto" }, question)] : []),
    h("span", { class: best ? "hfw-words" : "hfw-dim", dir: "auto" }, best || said.noAnswer),
  );
  return pick;
}

/** The scores of an answer, what is known of it, and what can be done with it. */
function details(one: KeptAnswer, opened: Opened): HTMLElement[] {
  const { id, question, items, name, page, model, at } = one;
  const { host, again, remove } = opened;
  const time = new Date(1000 * at).toLocaleTimeString([], { timeStyle: "short" });
  const facts = [said.about(encode(name), page), encode(model ?? ""), seconds(one.seconds), time];
  return [
    ...scoresOf(one, opened),
    h("div", "dim", facts.filter(Boolean).join(" · ")),
    h(
      "div",
      "bar",
      button(question ? said.again : said.captionAgain, () => again(id)),
      copier(host, said.copy, () => items[0]?.answer ?? ""),
      button(said.remove, () => remove(id)),
    ),
  ];
}

/** A bar for each candidate; a press on one of several shows where it stands. */
function scoresOf({ items }: KeptAnswer, { at: meant, mean }: Opened): HTMLElement[] {
  const shares = areShares(items.map(({ score }) => score));
  const several = items.length > 1;
  const placed = several && items.some(({ boxes }) => boxes.length);
  return items
    .filter(({ score }) => several || score !== null)
    .map(({ answer, score }, at) => {
      const bar = h("span", { class: "hfw-score", "aria-hidden": true });
      const part = shares ? Math.min(Math.max(score ?? 0, 0), 1) : 0;
      bar.style.setProperty("--hfw-part", `${100 * part}%`);
      const one = placed
        ? button("", () => mean(at), { "aria-pressed": at === meant })
        : h("div", "");
      one.className = "hfw-candidate";
      one.append(
        h("span", { dir: "auto" }, several ? answer || said.noAnswer : said.score),
        h("span", "fact", shownScore(score, shares)),
        bar,
      );
      return one;
    });
}

function followArrows(list: HTMLElement): void {
  list.onkeydown = (event) => {
    const all = picks(list);
    const at = all.findIndex(hasFocus);
    const places: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: all.length - 1,
    };
    const to = all[places[event.key] ?? -1];
    if (at >= 0 && to) {
      event.preventDefault();
      set(all[at] as HTMLElement, { tabIndex: -1 });
      set(to, { tabIndex: 0 }).focus();
    }
  };
}

const picks = (list: HTMLElement) => [...list.querySelectorAll<HTMLElement>(".hfw-pick")];

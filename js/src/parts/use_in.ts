// A menu that hands a picture or a text on: to a widget that is there, or to a new one that opens below.

import type { Context } from "../kit";
import { button, h, set } from "../lib/dom";
import { popup } from "../lib/popup";
import * as strings from "../lib/strings";
import type { Target, TargetsCall, What } from "../protocol";
import type { Answered } from "../talk/line";

/** What can be handed on, with a name for it where there are several. */
export interface Piece {
  what: What;
  name: string;
}

export interface UseIn {
  node: HTMLElement;
}

/** What the menu says where there is nothing to choose. */
export interface Lacks {
  noTarget: string;
  nothing: string;
}

const PICTURES: Lacks = { noTarget: strings.noTarget, nothing: strings.nothingToUse };

/**
 * `pieces` is asked when the menu opens; without any the menu says so. A widget that hands on texts
 * and pictures has two menus, each with its own name and question.
 */
export function useIn(
  context: Context,
  pieces: () => readonly Piece[],
  lacks: Lacks = PICTURES,
  label = strings.useIn,
  asked: Omit<TargetsCall, "id"> = { kind: "targets" },
): UseIn {
  const { talk, say } = context;
  const menu = h("div", { class: "hfw-menu", role: "menu", "aria-label": label });
  const {
    node,
    open,
    button: opener,
  } = popup(label, menu, () => {
    outcome.textContent = "";
    const note = (text: string) => menu.replaceChildren(h("div", "dim", text));
    const found: Answered<{ kind: "targets" }> = (error, reply) => {
      if (!menu.hidden) {
        reply && error === null ? fill(reply.targets) : note(error ?? "");
      }
    };
    note(strings.looking);
    talk.call(asked, found, () => note(strings.kernelBusy(strings.useIn)));
  });
  set(opener, { "aria-haspopup": "menu" });
  const outcome = h("span", { class: "hfw-dim hfw-outcome", role: "status" });
  node.append(outcome);
  const items = () => [...menu.querySelectorAll<HTMLElement>("[role=menuitem]")];

  const leave = () => {
    open(false);
    opener.focus();
  };
  const use = ({ what, name }: Piece, { target, title, detail }: Target) => {
    leave();
    const told = (text: string) => {
      outcome.textContent = text;
      say(text);
    };
    const done = (error: string | null) => told(error ?? strings.usedIn(name, title, detail));
    talk.call({ kind: "use", target, what }, done, () => told(strings.kernelBusy(strings.useIn)));
  };
  const group = (piece: Piece, targets: readonly Target[]) =>
    h(
      "div",
      { role: "group", "aria-label": piece.name },
      h("b", { "aria-hidden": true }, piece.name),
      ...targets.map((target) => item(target, () => use(piece, target))),
    );
  const fill = (targets: readonly Target[]) => {
    const found = pieces();
    const none = found.length ? lacks.noTarget : lacks.nothing;
    const some = found.length && targets.length;
    menu.replaceChildren(
      ...(some ? found.map((piece) => group(piece, targets)) : [h("div", "dim", none)]),
    );
    items()[0]?.focus();
  };
  followArrows(menu, items);
  return { node };
}

function item({ title, detail }: Target, use: () => void): HTMLElement {
  const node = button(title, use, { class: "hfw-item", role: "menuitem", tabIndex: -1 });
  node.append(h("span", "dim", ` ${detail}`));
  return node;
}

/** The arrow keys, Home and End move through a menu. */
function followArrows(menu: HTMLElement, items: () => HTMLElement[]): void {
  menu.onkeydown = (event) => {
    const all = items();
    const at = all.findIndex((one) => one.contains(event.target as Node));
    const places: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: -1,
    };
    const to = places[event.key];
    if (to !== undefined) {
      event.preventDefault();
      all.at(to % all.length)?.focus();
    }
  };
}

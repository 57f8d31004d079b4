// What a pointer reads of a token. The same stands below for the one that is chosen.
import { h } from "../lib/dom";
import { atEnd } from "../lib/traits";
import { quoted } from "./spelling";
import * as strings from "./strings";
import type { Tokens } from "./tokens";

/** It stays for so long when the pointer leaves (ms), so that it can be reached. */
const STAYS = 120;
const SHOWN = 3;

export function tip(tokens: Tokens, text: HTMLElement, signal: AbortSignal): HTMLElement {
  const node = h("div", { class: "hfw-popup hfw-tip", role: "tooltip", popover: "manual" });
  let timer: ReturnType<typeof setTimeout> | undefined;
  node.hidden = true;
  const hide = () => {
    clearTimeout(timer);
    node.hidden = true;
    node.hidePopover?.();
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(hide, STAYS);
  };
  const show = (target: HTMLElement) => {
    clearTimeout(timer);
    const at = Number(target.dataset.at);
    if (at >= tokens.count) {
      return;
    }
    node.replaceChildren(...lines(tokens, at));
    node.hidden = false;
    node.showPopover?.();
    const boxes = target.getClientRects();
    const box = boxes[0] ?? target.getBoundingClientRect();
    const below = box.bottom + node.offsetHeight < innerHeight;
    node.style.left = `${Math.max(0, Math.min(box.left, innerWidth - node.offsetWidth - 4))}px`;
    node.style.top = `${below ? box.bottom : box.top - node.offsetHeight}px`;
  };
  const heard = { signal };
  text.addEventListener(
    "pointerover",
    ({ target, pointerType }) => {
      const token = (target as HTMLElement).closest<HTMLElement>("[data-at]");
      if (token && pointerType !== "touch") {
        show(token);
      } else {
        later();
      }
    },
    heard,
  );
  text.addEventListener("pointerleave", later, heard);
  node.addEventListener("pointerenter", () => clearTimeout(timer), heard);
  node.addEventListener("pointerleave", later, heard);
  addEventListener("scroll", hide, { capture: true, passive: true, signal });
  addEventListener("keydown", ({ key }) => key === "Escape" && hide(), { capture: true, signal });
  atEnd(signal, hide);
  return node;
}

function lines(tokens: Tokens, at: number): HTMLElement[] {
  const told = tokens.alternatives(at);
  const rank = strings.ranked(tokens.rank(at), told.length);
  const head = [strings.percent(tokens.p(at)), rank].filter(Boolean).join(", ");
  return [
    h("div", "", h("b", { dir: "auto" }, quoted(tokens.text(at))), ` ${head}`),
    ...told
      .slice(0, SHOWN)
      .map(({ text, p }) =>
        h("div", "dim", h("span", { dir: "auto" }, quoted(text)), ` ${strings.percent(p)}`),
      ),
  ];
}

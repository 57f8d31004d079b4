// Generated text: grows at its end, follows the reader, can be edited, continued and undone.

import type { MakeRenderer } from "../kit";
import { button, enable, h, hasFocus, set } from "../lib/dom";
import { downloadText } from "../lib/save";
import * as strings from "../lib/strings";
import { atEnd } from "../lib/traits";
import { wordCount } from "../lib/words";
import type { Parts } from "../protocol";

/** A Text node longer than this is not appended to: only the last node is laid out anew. */
const NODE_LENGTH = 4000;
/** Of a long prompt only the end is repeated before its continuation. */
const PROMPT_LENGTH = 400;
const UNDO_LIMIT = 20;
/** A pause in typing (ms) that ends one step of undo. */
const PAUSE = 300;

export const textStream: MakeRenderer = (host) => {
  const { view, signal, root, talk, proceed } = host;
  const changed = (text: string) => talk.send({ kind: "text", view, text });
  const prompt = h("span", "prompt");
  const body = h("span", {
    class: "hfw-text",
    role: "textbox",
    "aria-multiline": true,
    "aria-label": strings.output,
  });
  const hint = h("div", { class: "hfw-dim", dir: "auto" }, strings.emptyOutput);
  const page = h(
    "div",
    { class: "hfw-page", dir: "auto", tabIndex: 0, role: "group", "aria-label": strings.output },
    hint,
    prompt,
    body,
  );
  const toEnd = () => {
    stuck = true;
    follow();
  };
  const below = button(strings.newText, toEnd, { class: "hfw-below", hidden: true });
  const node = h("div", "output", page, below);
  const past: string[] = [];
  let active = false;
  let stuck = true;
  let top = 0;
  let awaited = false;
  let before = "";
  let timer: ReturnType<typeof setTimeout> | undefined;

  const text = () =>
    [...body.childNodes]
      .filter((child) => (child as Element).className !== "hfw-special")
      .map((child) => child.textContent)
      .join("");

  // Once a frame: asking for the height lays the whole text out.
  const follow = () => {
    if (!awaited) {
      awaited = true;
      requestAnimationFrame(() => {
        awaited = false;
        below.hidden = stuck;
        if (stuck) {
          page.scrollTop = page.scrollHeight;
        }
      });
    }
  };
  // Text may have come since the scroll that this tells of: only a move up is the reader's.
  page.onscroll = () => {
    const { scrollTop, scrollHeight, clientHeight } = page;
    stuck = scrollHeight - scrollTop - clientHeight < 12 || (stuck && scrollTop >= top);
    top = scrollTop;
    below.hidden ||= stuck;
  };

  const write = (part: string, special: boolean) => {
    const last = body.lastChild;
    if (special) {
      body.append(h("span", { class: "hfw-special", contentEditable: "false" }, part));
    } else if (last instanceof Text && last.length < NODE_LENGTH) {
      last.appendData(part);
    } else {
      body.append(part);
    }
  };
  const refresh = () => {
    const empty = !body.hasChildNodes();
    // Emptied by the person who is still in it: no place to lose the focus.
    const idle = empty && !active && !hasFocus(body);
    hint.hidden = !idle;
    prompt.hidden = body.hidden = idle;
    enable(undoButton, !active && past.length > 0);
    enable(proceedButton, !active && !empty);
  };
  const input = (whole: string) => {
    const cut = whole.length > PROMPT_LENGTH;
    prompt.textContent = cut ? `… ${whole.slice(-PROMPT_LENGTH)}` : whole;
  };
  const append = (parts: Parts) => {
    parts.forEach((part, index) => {
      if (part) {
        write(part, index % 2 === 1);
      }
    });
    follow();
  };
  const remember = (old: string) => {
    past.push(old);
    past.splice(0, past.length - UNDO_LIMIT);
  };
  const show = (parts: Parts) => {
    stuck = true;
    body.replaceChildren();
    append(parts);
    before = text();
    refresh();
  };

  const commit = () => {
    clearTimeout(timer);
    timer = undefined;
    const now = text();
    if (now !== before) {
      remember(before);
      before = now;
      changed(now);
    }
    refresh();
  };
  const undo = () => {
    commit();
    const old = past.pop();
    if (old !== undefined) {
      show([old]);
      changed(old);
    }
  };
  const begin = () => {
    commit();
    if (hasFocus(body)) {
      page.focus();
    }
    if (body.hasChildNodes()) {
      remember(before);
    } else {
      prompt.textContent = "";
    }
  };
  const finish = () => {
    before = text();
    if (past.at(-1) === before) {
      past.pop();
    }
  };
  const proceedButton = button(strings.proceed, () => {
    commit();
    proceed(text());
  });
  const undoButton = button(strings.undo, undo);

  body.oninput = () => {
    clearTimeout(timer);
    timer = setTimeout(commit, PAUSE);
  };
  body.onblur = commit;
  page.onkeydown = (event) => {
    const key = event.key.toLowerCase();
    if (!active && key === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey) {
      event.preventDefault();
      undo();
    }
  };
  atEnd(signal, () => clearTimeout(timer));

  const special = button(
    strings.specialTokens,
    () => set(special, { "aria-pressed": root.classList.toggle("hfw-shows-special") }),
    { "aria-pressed": false },
  );
  talk.on("text", (message) => {
    if (message.view !== view) {
      show([message.text]);
    }
  });

  return {
    node,
    actions: [proceedButton, undoButton],
    more: [button(strings.download, () => downloadText(text(), "text.txt")), special],
    noun: "text",
    begin(message) {
      input(host.prompt());
      show([message.text ?? ""]);
    },
    add({ parts = [] }) {
      append(parts);
      return parts.filter((_, index) => index % 2 === 0).join("");
    },
    whole({ prompts, parts = [] }) {
      input((!active && prompts?.at(-1)) || host.prompt());
      show(parts);
    },
    end(message) {
      if (message.text != null) {
        show([message.text]);
      }
    },
    busy(on) {
      if (on !== active) {
        (on ? begin : finish)();
      }
      active = on;
      set(page, { "aria-busy": on });
      // Browsers without plaintext-only ignore the attribute, and the text stays read only.
      set(body, { contenteditable: on ? null : "plaintext-only", "aria-readonly": on });
      refresh();
    },
    text,
    markdown: () => `${host.prompt().replace(/^/gm, "> ")}\n\n${text()}\n`,
    summary: () => strings.words(wordCount(text())),
  };
};

// Generated text: grows at its end, follows the reader, can be edited, continued and undone.

import type { MakeRenderer, RendererHost } from "../kit";
import { button, h, set } from "../lib/dom";
import { downloadText } from "../lib/save";
import * as strings from "../lib/strings";
import { going } from "../lib/traits";
import { wordCount } from "../lib/words";
import type { Parts } from "../protocol";
import { editing } from "./text_edits";
import { follower } from "./text_follow";
import { read, write } from "./text_nodes";
import { sheet } from "./text_sheet";

export const textStream: MakeRenderer = (host) => {
  const paper = sheet(host.model.get("counters")?.tokens);
  const [page, body, prompted] = paper;
  const [below, follow] = follower(page);
  const show = (parts: Parts) => {
    body.replaceChildren();
    write(body, parts);
    follow(true);
  };
  const [put, busy, ...actions] = editing(host, paper, show);
  const text = () => read(body);
  return {
    node: h("div", "output", page, below),
    actions,
    more: [button(strings.download, () => downloadText(text(), "text.txt")), special(host)],
    noun: "text",
    begin(message) {
      prompted(host.prompt());
      put([message.text ?? ""]);
    },
    add({ parts = [] }) {
      write(body, parts);
      follow();
      return parts.filter((_, index) => !(index % 2)).join("");
    },
    whole({ prompts, parts = [] }) {
      prompted((!going(host.model) && prompts?.at(-1)) || host.prompt());
      put(parts);
    },
    end(message) {
      if (message.text != null) {
        put([message.text]);
      }
    },
    busy,
    text,
    markdown: () => `${host.prompt().replace(/^/gm, "> ")}\n\n${text()}\n`,
    summary: () => strings.words(wordCount(text())),
  };
};

/** The switch that shows special tokens. */
function special({ root }: RendererHost): HTMLButtonElement {
  const node = button(
    strings.specialTokens,
    () => set(node, { "aria-pressed": root.classList.toggle("hfw-shows-special") }),
    { "aria-pressed": false },
  );
  return node;
}

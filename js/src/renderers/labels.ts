// Labels with scores beside the picture that they are about.

import type { MakeRenderer } from "../kit";
import { h, set } from "../lib/dom";
import { encode } from "../lib/escapes";
import { given } from "../lib/pictures";
import type { Scored } from "../lib/scored";
import { viewer } from "../lib/viewer";
import * as strings from "../lib/vision_strings";
import { bars } from "../parts/bars";
import { useIn } from "../parts/use_in";
import { type Answer, answers } from "../regions/answers";

interface Labels extends Answer {
  items: readonly Scored[];
}

export const labels: MakeRenderer = (host) => {
  const list = bars(host);
  const view = viewer({ signal: host.signal, label: strings.picture });
  const node = h("div", "regions", h("div", "split", view.node, list.node));
  const from = answers<Labels>(host, view, node, {
    unpack:
      async ({ items }) =>
      () =>
        list.show(items),
  });
  node.prepend(from.note);
  const pieces = () => {
    const picture = given(host.model);
    return picture
      ? [{ what: { kind: "input" as const }, name: encode(picture.name ?? "") || strings.picture }]
      : [];
  };
  return {
    node,
    actions: [useIn(host, pieces).node],
    noun: "result",
    begin() {},
    whole: from.receive,
    end: from.receive,
    busy(active) {
      set(node, { "aria-busy": active });
    },
    text: list.text,
    markdown: list.markdown,
    summary: list.summary,
  };
};

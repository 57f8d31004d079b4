// Ways out for what was found: a download through the page, or a file that the kernel writes.

import type { Context } from "../kit";
import { button, choice, h, line, set } from "../lib/dom";
import { type Popup, popup } from "../lib/popup";
import { fetcher } from "../lib/save";
import * as strings from "../lib/vision_strings";
import type { What } from "../protocol";

export interface Format {
  format: string;
  /** Of one region: the kind of thing in messages. */
  kind?: "segment" | "mask" | "box";
}

export interface Exports extends Popup {
  /** Another region is pinned, or none. */
  offer(): void;
}

/** The panel of exports; `pinned` is the region that an export of one is about. */
export function exportPanel(
  context: Context,
  noun: strings.Noun,
  formats: Record<string, Format>,
  pinned: () => number | null,
): Exports {
  const names = Object.fromEntries(
    Object.keys(formats).map((name) => [name, strings.exports[name] ?? name]),
  );
  let wish = Object.keys(formats)[0] ?? "";
  const select = choice(names, () => {
    wish = select.value;
  });
  set(select, { "aria-label": strings.what });
  const path = line({ placeholder: strings.path, "aria-label": strings.path });
  const outcome = h("span", { role: "status" });
  const done = (text: string) => (error: string | null) => {
    outcome.textContent = error ?? text;
    outcome.className = error ? "hfw-fault" : "hfw-dim";
  };
  const wanted = (): [What | string, string] => {
    const { format, kind } = formats[select.value] as Format;
    return [kind ? ({ kind, index: pinned() } as What) : "", format];
  };
  const fetch = fetcher(context);
  const download = () => {
    outcome.textContent = strings.working;
    fetch(...wanted(), done(""));
  };
  const save = () => {
    const [what, format] = wanted();
    outcome.textContent = strings.working;
    context.talk.call({ kind: "save", what, format, path: path.value }, done(strings.saved));
  };
  path.onkeydown = (event) => {
    if (event.key === "Enter" && !(event.ctrlKey || event.metaKey)) {
      save();
    }
  };
  const missing = h("span", "dim", strings.pinFirst(noun));
  const panel = h(
    "div",
    "bar hfw-export",
    select,
    button(strings.download, download),
    path,
    button(strings.save, save),
    outcome,
    missing,
  );
  /** What needs a pinned region can be chosen only when there is one. */
  const offer = () => {
    const none = pinned() === null;
    missing.hidden = !none;
    for (const option of select.options) {
      option.disabled = none && !!formats[option.value]?.kind;
    }
    const free = Object.keys(formats).find((name) => !formats[name]?.kind) ?? "";
    select.value = none && formats[wish]?.kind ? free : wish;
  };
  return { ...popup(strings.keep, panel, offer), offer };
}

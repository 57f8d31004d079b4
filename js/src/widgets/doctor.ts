// What works in this notebook and what does not, with what to do about it.
import { facts } from "../doctor/facts";
import * as words from "../doctor/strings";
import { button, h, set } from "../lib/dom";
import { encode } from "../lib/escapes";
import * as strings from "../lib/strings";
import { followTheme } from "../lib/theme";
import { atEnd } from "../lib/traits";
import type { DoctorCall, DoctorNews, DoctorRow, DoctorTraits } from "../protocol";
import { line } from "../talk/line";
import type { Channel } from "../talk/model";
import { still } from "../talk/still";

type DoctorModel = Channel<DoctorTraits, DoctorCall, DoctorNews>;

const MARKS: Record<DoctorRow["verdict"], string> = {
  ok: "✓",
  note: "i",
  problem: "!",
  waiting: "…",
};

/** One finding: a mark, what it is about, what was found, and what to do. */
function row({ subject, verdict, told, fix }: DoctorRow): HTMLElement {
  const mark = h("span", { class: "hfw-mark", "aria-hidden": true }, MARKS[verdict]);
  const said = h("span", { class: "hfw-hidden" }, words.verdicts[verdict]);
  const name = h("span", "subject", mark, said, encode(subject));
  const found = h("span", { class: "hfw-told", dir: "auto" }, encode(told));
  const node = h("li", { class: "hfw-finding", "data-verdict": verdict }, name, found);
  if (fix) {
    node.append(h("span", { class: "hfw-fix", dir: "auto" }, words.fix(encode(fix))));
  }
  return node;
}

export const asText = (rows: DoctorRow[]): string =>
  rows
    .map(({ subject, verdict, told, fix }) => {
      const lead = `${MARKS[verdict]} ${subject}: ${told}`;
      return fix ? `${lead}\n    ${words.fix(fix)}` : lead;
    })
    .join("\n");

interface Shown {
  root: HTMLElement;
  note: HTMLElement;
  draw(): void;
}

/** The table of findings with its head; `look` asks the kernel to look again. */
function shown(model: DoctorModel, look: () => void): Shown {
  const voice = h("span", { class: "hfw-hidden", role: "status" });
  const note = h("div", "note");
  const state = h("span", "summary");
  const list = h("div", "findings");
  const copy = button(words.copy, async () => {
    const done = await navigator.clipboard?.writeText(asText(model.get("rows"))).then(
      () => true,
      () => false,
    );
    voice.textContent = copy.textContent = done ? words.copied : words.notCopied;
    setTimeout(() => {
      copy.textContent = words.copy;
    }, 1500);
  });
  const root = h(
    "div",
    {
      class: "hfw hfw-doctor",
      role: "group",
      "aria-label": words.title,
      "data-lm-suppress-shortcuts": true,
      onkeydown: (event: Event) => event.stopPropagation(),
    },
    h("div", "head", h("strong", "", words.title), state, button(words.again, look), copy),
    list,
    note,
    voice,
  );
  const draw = () => {
    const rows = model.get("rows");
    const groups = Object.entries(words.parts).map(([part, title]) => {
      const own = rows.filter((one) => one.part === part);
      const items = h("ul", { "aria-label": title }, ...own.map(row));
      return h("section", { hidden: !own.length }, h("div", "part", title), items);
    });
    list.replaceChildren(...groups);
    const told = model.get("summary");
    if (state.textContent !== told) {
      state.textContent = voice.textContent = told;
    }
    set(root, { "aria-busy": rows.some((one) => one.verdict === "waiting") });
  };
  return { root, note, draw };
}

function render({ model, el }: { model: DoctorModel; el: HTMLElement }): () => void {
  const life = new AbortController();
  const { signal } = life;
  const { call, send, open, fate } = line<DoctorCall, DoctorNews>(
    model,
    `hfw${Math.random()}`,
    signal,
  );
  const tell = async () => {
    const start = performance.now();
    call({ kind: "facts", facts: await facts(null) }, async (error) => {
      const took = performance.now() - start;
      if (error === null) {
        call({ kind: "facts", facts: await facts(took) }, () => {});
      }
    });
  };
  const { root, note, draw } = shown(model, () =>
    call({ kind: "look" }, (error) => {
      note.textContent = error ?? "";
      tell();
    }),
  );
  fate((now) => {
    if (now === "lost") {
      note.textContent = strings.gone;
    } else if (now === "silent") {
      note.textContent = strings.unanswered;
    }
  });
  for (const name of ["rows", "summary"]) {
    model.on(`change:${name}`, draw);
  }
  atEnd(signal, () => {
    for (const name of ["rows", "summary"]) {
      model.off(`change:${name}`, draw);
    }
  });
  draw();
  followTheme(root, signal);
  el.append(root);
  still(model, root, signal);
  open(
    () => {},
    () => send({ kind: "snapshot", view: "doctor" }),
  );
  tell();
  return () => {
    life.abort();
    root.remove();
  };
}

export default { render };

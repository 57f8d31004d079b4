// The seed: a number that is drawn for each run, unless it is locked.
import { numberEditor } from "../editors/number";
import type { MakeEditor } from "../kit";
import { button, set } from "../lib/dom";
import * as strings from "../lib/gallery_strings";
import { watch } from "../lib/traits";

export const seedEditor: MakeEditor = (field, edited, context) => {
  const { model, talk, say } = context;
  const locked = () => model.get("randomize") === false;
  const turn = (on: boolean) => {
    show(on);
    talk.send({ kind: "edit", values: {}, randomize: !on });
  };
  // A number that somebody has typed or drawn is meant: it would be gone with the next run.
  const meant = () => {
    const given = editor.value() !== null;
    if (given !== shown) {
      turn(given);
    }
    edited();
  };
  const editor = numberEditor(field, meant, context);
  let shown = false;
  const lock = button(strings.lock, () => {
    turn(!shown);
    say(shown ? strings.locked : strings.unlocked);
  });
  const show = (on: boolean) => {
    shown = on;
    set(lock, { "aria-pressed": on, title: on ? strings.locked : strings.unlocked });
  };
  watch(context, "randomize", () => show(locked()));
  editor.node.append(lock);
  editor.node.classList.add("hfw-seed");
  return editor;
};

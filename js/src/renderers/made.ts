// Sounds that were made: each with its label, a player, and ways out.

import type { MakeRenderer } from "../kit";
import { button, h, set } from "../lib/dom";
import { encode } from "../lib/escapes";
import { download } from "../lib/save";
import * as strings from "../lib/strings";
import { seconds } from "../lib/words";
import { useIn } from "../parts/use_in";
import type { MadeSound, SoundsOutput } from "../protocol";
import { bytesOf, type Player, player } from "../sounds/player";
import * as said from "../sounds/strings";

export const made: MakeRenderer = (host) => {
  const kept = bytesOf(host);
  const node = h("div", "made", h("div", "dim", strings.noAnswer));
  /** Made once and used again. */
  const players: Player[] = [];
  let sounds: readonly MadeSound[] = [];
  const nameOf = ({ label }: MadeSound, at: number) =>
    encode(label) || (sounds.length > 1 ? said.sound(at + 1) : said.unnamed);

  const save = (sound: MadeSound, at: number) => {
    const outcome = h("span", { class: "hfw-fault", role: "alert" });
    const act = async () => {
      outcome.textContent = "";
      try {
        const stem = nameOf(sound, at).replace(/[^\p{L}\p{N} _-]/gu, "_");
        download(await kept.blob(sound.id), `${stem.slice(0, 60)}.${sound.ending}`);
      } catch (error) {
        outcome.textContent = (error as Error).message;
      }
    };
    const about = { "aria-label": `${said.download} ${nameOf(sound, at)}.${sound.ending}` };
    return [button(`${said.download} .${sound.ending}`, act, about), outcome];
  };
  const row = (sound: MadeSound, at: number) => {
    const name = h("b", { dir: "auto" }, nameOf(sound, at));
    if (!sound.type) {
      return h("li", "", name, h("div", "dim", said.noPart));
    }
    players[at] ??= player(host);
    players[at].show(sound, nameOf(sound, at));
    return h("li", "", h("div", "bar", name, ...save(sound, at)), players[at].node);
  };
  const show = ({ output }: { output?: unknown }) => {
    if (output) {
      ({ sounds } = output as SoundsOutput);
      for (const one of players.slice(sounds.length)) {
        one.show(null, "");
      }
      node.replaceChildren(
        sounds.length
          ? h("ol", { class: "hfw-sounds", role: "list" }, ...sounds.map(row))
          : h("div", "dim", said.noSounds),
      );
    }
  };
  const pieces = () =>
    sounds.flatMap((sound, index) =>
      sound.type ? [{ what: { kind: "sound", index } as const, name: nameOf(sound, index) }] : [],
    );
  const text = () =>
    sounds
      .map((one, at) => [nameOf(one, at), seconds(one.seconds)].filter(Boolean).join("\t"))
      .join("\n");
  const lacks = { noTarget: said.noTarget, nothing: said.nothing };
  return {
    node,
    actions: [useIn(host, pieces, lacks).node],
    noun: "sound",
    begin() {},
    whole: show,
    end: show,
    busy(active) {
      set(node, { "aria-busy": active });
    },
    text,
    markdown: () => text().replaceAll("\n", "\n\n"),
    summary: () => [said.sounds(sounds.length), seconds(sounds[0]?.seconds)].join(", "),
  };
};

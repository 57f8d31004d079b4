// A video that was made: played here, and saved as the file that came.

import type { MakeRenderer } from "../kit";
import { button, h, set } from "../lib/dom";
import { download } from "../lib/save";
import { atEnd, watch } from "../lib/traits";
import * as strings from "../lib/video_strings";
import { bytes } from "../lib/words";
import { type Answer, mistakable, nameOf } from "../regions/answers";
import type { Buffers } from "../talk/model";

interface Film extends Answer {
  video: { type: string; ending: string; size: number };
}

/** Shows one file at a time; some formats of moving pictures are images to a browser. */
function screen(signal: AbortSignal, measured: (about: string) => void, failed: () => void) {
  let address = "";
  const player = h("video", { class: "hfw-film", controls: true, loop: true, preload: "auto" });
  const image = h("img", "film");
  const node = h("div", "", player, image);
  set(player, { playsInline: true, onerror: failed });
  image.onerror = failed;
  player.onloadedmetadata = () => {
    const { videoWidth, videoHeight, duration } = player;
    measured(`${videoWidth} × ${videoHeight}, ${strings.playing(duration)}`);
  };
  image.onload = () => measured(`${image.naturalWidth} × ${image.naturalHeight}`);
  const show = (blob: Blob | null, label: string) => {
    URL.revokeObjectURL(address);
    address = blob ? URL.createObjectURL(blob) : "";
    const place = blob?.type.startsWith("image/") ? image : player;
    for (const one of [player, image]) {
      fill(one, one === place ? address : "");
    }
    set(player, { "aria-label": label });
    set(image, { alt: label });
  };
  show(null, "");
  atEnd(signal, () => URL.revokeObjectURL(address));
  return { node, show };
}

/** An empty address would be that of the page itself, and asked for. */
function fill(place: HTMLVideoElement | HTMLImageElement, address: string) {
  place.hidden = !address;
  if (address) {
    place.src = address;
  } else {
    place.removeAttribute("src");
  }
}

export const video: MakeRenderer = (host) => {
  const { signal, model, prompt } = host;
  let shown: Film | null = null;
  let file: Blob | null = null;
  let [asked, measures, name] = ["", "", ""];
  const hint = h("div", "dim", strings.awaited);
  const about = h("div", "dim");
  const note = h("div", { class: "hfw-note", role: "status" });
  const tell = () => {
    const why = shown ? mistakable(model, shown, name) : "";
    node.classList.toggle("hfw-stale", !!why);
    note.textContent = why;
  };
  const inWords = () =>
    shown ? [bytes(shown.video.size), measures].filter(Boolean).join(", ") : "";
  const measure = (found: string) => {
    measures = found;
    about.textContent = inWords();
  };
  const { node: picture, show } = screen(signal, measure, () => {
    about.textContent = strings.notPlayed;
  });
  const save = button(strings.save, () => download(file as Blob, `video${shown?.video.ending}`));
  save.hidden = true;
  const node = h("div", "", hint, note, picture, about);
  const take = ({ output }: { output?: unknown }, [data]: Buffers) => {
    if (output && data) {
      shown = output as Film;
      name = nameOf(model, shown.picture);
      file = new Blob([data], { type: shown.video.type });
      asked ||= prompt();
      measure("");
      show(file, strings.labelled(asked));
      save.hidden = false;
      hint.hidden = true;
      tell();
    }
  };
  for (const trait of ["pictures", "model", "status"]) {
    watch(host, trait, tell);
  }
  return {
    node,
    actions: [save],
    noun: "video",
    begin() {
      asked = prompt();
    },
    whole: take,
    end: take,
    busy: (active) => set(node, { "aria-busy": active }),
    text: () => [asked, inWords()].filter(Boolean).join("\n"),
    markdown: () => [asked, inWords()].filter(Boolean).join("\n\n"),
    summary: () => strings.made(inWords()),
  };
};

// Plays one sound: button, outline, position and speed. Its bytes are asked for when it is first
// played, and let go with the view.
import type { Context } from "../kit";
import { button, choice, h, set } from "../lib/dom";
import { pictures, shower } from "../lib/pictures";
import { atEnd } from "../lib/traits";
import { clockOf } from "./clock";
import { outline } from "./outline";
import * as said from "./strings";
import { waveform } from "./waveform";

/** Seconds of an arrow key; a page key goes a tenth of the whole. */
const STEP = 5;
const SPEEDS = { 0.5: "0.5×", 0.75: "0.75×", 1: "1×", 1.25: "1.25×", 1.5: "1.5×", 2: "2×" };

/** What is told of a sound that can be played. */
export interface Playable {
  id: string;
  seconds: number | null;
}

export interface Player {
  node: HTMLElement;
  /** null: nothing to play. */
  show(sound: Playable | null, name: string): void;
  /** Go to a time (s), and play from there. */
  playFrom(at: number): void;
}

interface Shared {
  /** The players of a view by the id of what they have. */
  players: Map<string, Player>;
  sounding: Set<HTMLAudioElement>;
  /** Hear where a sound is that plays or was sought. */
  hear: Set<(id: string, at: number) => void>;
}

const views = new WeakMap<Context["talk"], Shared>();

/** What the players of a view share. */
export function shared({ talk }: Context): Shared {
  const found = views.get(talk) ?? { players: new Map(), sounding: new Set(), hear: new Set() };
  views.set(talk, found);
  return found;
}

/** The bytes of the widget's sounds; each crosses from the kernel once. */
export const bytesOf = (context: Context) => pictures(context, "sound");

export function player(context: Context): Player {
  const { players, hear } = shared(context);
  const { kept, audio, load } = loading(context);
  const toggle = button(said.play, () => (audio.paused ? start() : audio.pause()), {
    class: "hfw-button hfw-play",
  });
  const { node, slider, wave, time, speed, fault } = parts(toggle, audio);
  const others = alone(context, audio);
  let sound: Playable | null = null;
  /** A place to go to when the bytes are there: before, a player has none. */
  let waits = 0;

  const now = () => waits || audio.currentTime;
  const length = () => (Number.isFinite(audio.duration) ? audio.duration : (sound?.seconds ?? 0));
  const place = () => {
    const [at, whole] = [now(), length()];
    const text = said.at(clockOf(at), clockOf(whole || null));
    time.textContent = text.replace(" of ", " / ");
    wave.played(whole ? Math.min(1, at / whole) : 0);
    set(slider, { "aria-valuemax": whole, "aria-valuenow": at, "aria-valuetext": text });
    for (const one of sound ? hear : []) {
      one((sound as Playable).id, at);
    }
  };
  const seek = (to: number) => {
    const at = Math.max(0, Math.min(to, length() || to));
    waits = audio.readyState ? 0 : at;
    audio.currentTime = at;
    place();
  };
  const start = async () => {
    const mine = sound;
    fault.textContent = "";
    others();
    try {
      if (mine && (await load(mine.id))) {
        audio.playbackRate = Number(speed.value);
        await audio.play();
      }
    } catch (error) {
      fault.textContent = mine === sound ? faultOf(error as Error) : "";
    }
  };
  const hold = (next: Playable | null) => {
    audio.pause();
    load("");
    sound && players.get(sound.id) === self && players.delete(sound.id);
    [sound, waits, fault.textContent] = [next, 0, ""];
    wave.draw(null);
    place();
    if (next) {
      players.set(next.id, self);
      outline(context, next.id, () => kept.blob(next.id))
        .then((shape) => next === sound && wave.draw(shape))
        // What cannot be drawn may be played all the same.
        .catch(() => {});
    }
  };
  const self: Player = {
    node,
    show(next, name) {
      set(slider, { "aria-label": said.position(name) });
      node.hidden = !next;
      next?.id === sound?.id || hold(next);
    },
    playFrom(at) {
      seek(at);
      start();
    },
  };
  followMedia(audio, context.signal, { place, toggle, now, found: () => (waits = 0) });
  followSeeks(slider, { seek, now, length, toggle });
  return self;
}

const faultOf = ({ name, message }: Error): string =>
  // Another sound was loaded, or it was paused before it began.
  name === "AbortError" ? "" : name === "NotSupportedError" ? said.unplayable : message;

/** What has all other players of the view pause. */
function alone(context: Context, audio: HTMLAudioElement): () => void {
  const { sounding } = shared(context);
  sounding.add(audio);
  atEnd(context.signal, () => {
    audio.pause();
    sounding.delete(audio);
  });
  return () => {
    for (const other of sounding) {
      other === audio || other.pause();
    }
  };
}

function parts(toggle: HTMLElement, audio: HTMLAudioElement) {
  const wave = waveform();
  const time = h("span", { class: "hfw-time hfw-dim" });
  const speed = choice(SPEEDS, () => {
    audio.playbackRate = Number(speed.value);
  });
  set(speed, { value: "1", "aria-label": said.speed });
  const fault = h("div", { class: "hfw-fault", role: "alert" });
  const slider = h("div", { class: "hfw-seek", role: "slider", tabIndex: 0, "aria-valuemin": 0 });
  slider.append(wave.node);
  const node = h("div", "player", h("div", "bar", toggle, slider, time, speed), fault);
  node.hidden = true;
  return { node, slider, wave, time, speed, fault };
}

/** The element that plays, and what gives it the bytes of a sound: "" takes them away. */
function loading(context: Context) {
  const kept = bytesOf(context);
  const audio = h("audio", { preload: "auto" });
  const show = shower(audio, context.signal);
  let has = "";
  const load = async (id: string): Promise<boolean> => {
    if (id !== has || !id) {
      has = id;
      const blob = id ? await kept.blob(id) : null;
      if (has !== id) {
        return false;
      }
      show(blob);
    }
    return !!id;
  };
  return { kept, audio, load };
}

interface Following {
  place(): void;
  toggle: HTMLElement;
  now(): number;
  /** It is where it was to go. */
  found(): void;
}

/** Keep button and place in step with what plays. */
function followMedia(
  audio: HTMLAudioElement,
  signal: AbortSignal,
  { place, toggle, now, found }: Following,
): void {
  let frame = 0;
  const turn = () => {
    place();
    frame = audio.paused || signal.aborted ? 0 : requestAnimationFrame(turn);
  };
  const changed = () => {
    toggle.textContent = audio.paused ? said.play : said.pause;
    toggle.classList.toggle("hfw-playing", !audio.paused);
    cancelAnimationFrame(frame);
    turn();
  };
  for (const name of ["play", "pause", "ended"]) {
    audio.addEventListener(name, changed, { signal });
  }
  const ready = () => {
    audio.currentTime = now();
    found();
    place();
  };
  audio.addEventListener("loadedmetadata", ready, { signal });
  audio.addEventListener("seeked", place, { signal });
}

interface Seeking {
  seek(to: number): void;
  now(): number;
  length(): number;
  toggle: HTMLElement;
}

/** Seek with the pointer and the keys of a slider; Space plays. */
function followSeeks(slider: HTMLElement, { seek, now, length, toggle }: Seeking): void {
  const point = ({ clientX }: PointerEvent) => {
    const { left, width } = slider.getBoundingClientRect();
    seek((length() * (clientX - left)) / (width || 1));
  };
  slider.onpointerdown = (event) => {
    slider.setPointerCapture(event.pointerId);
    point(event);
  };
  slider.onpointermove = (event) => slider.hasPointerCapture(event.pointerId) && point(event);
  slider.onkeydown = (event) => {
    const step = Math.min(STEP, length() / 20) * (event.shiftKey ? 0.2 : 1);
    const places: Record<string, () => number> = {
      ArrowRight: () => now() + step,
      ArrowUp: () => now() + step,
      ArrowLeft: () => now() - step,
      ArrowDown: () => now() - step,
      PageUp: () => now() + length() / 10,
      PageDown: () => now() - length() / 10,
      Home: () => 0,
      End: length,
    };
    const to = places[event.key];
    if (to) {
      event.preventDefault();
      seek(to());
    } else if (event.key === " ") {
      event.preventDefault();
      toggle.click();
    }
  };
}

// A sound from the microphone, where the browser and the page of the notebook allow one. It is on only
// while its panel is open. What browsers record servers often cannot read: it becomes a WAV file here.
import { button, type Disclosure, disclosure, h, set } from "../lib/dom";
import { clockOf } from "./clock";
import { decoded } from "./outline";
import * as said from "./strings";
import { RATE, wavOf } from "./wav";

/** What can be sent holds no more (s). */
const LONGEST = 45 * 60;
/** So quiet is a microphone that is muted (of full scale). */
const QUIET = 0.002;
/** Seconds of quiet after which that is said. */
const QUIET_FOR = 3;

/** `taken` gets the recording; `signal` ends with the view. */
export function recorder(
  taken: (file: File) => void,
  say: (text: string) => void,
  signal: AbortSignal,
): Disclosure {
  const told = h("div", { role: "status" });
  const time = h("span", { class: "hfw-time" });
  const bar = h("div", {
    class: "hfw-level",
    role: "meter",
    "aria-label": said.level,
    "aria-valuemin": 0,
    "aria-valuemax": 100,
  });
  let microphone: Microphone | null = null;
  // Closed before the microphone came: nobody waits for it any more.
  let turn = 0;

  const end = () => {
    turn++;
    microphone?.end();
    microphone = null;
    shown.hidden = true;
  };
  const start = async () => {
    const mine = ++turn;
    told.textContent = said.starting;
    try {
      const came = await open();
      if (mine !== turn) {
        came.end();
        return;
      }
      microphone = came;
      shown.hidden = false;
      told.textContent = "";
      say(said.recording);
      use.focus();
      follow(came, { time, bar, told, over: () => finish(said.longest) });
    } catch (error) {
      if (mine === turn) {
        end();
        told.textContent = faultOf(error as Error);
      }
    }
  };
  const finish = async (note = "") => {
    const mine = turn;
    const going = microphone;
    shown.hidden = true;
    told.textContent = said.preparing;
    try {
      const file = going && (await fileOf(await going.finish()));
      if (mine === turn && file) {
        self.open(false);
        self.button.focus();
        note && say(note);
        taken(file);
      }
    } catch {
      if (mine === turn) {
        end();
        told.textContent = said.tooShort;
      }
    }
  };
  const use = button(said.stop, () => finish());
  const discard = button(said.discard, () => {
    self.open(false);
    self.button.focus();
  });
  const shown = h("div", { class: "hfw-bar", hidden: true }, time, bar, use, discard);
  const panel = h("div", "panel", told, shown);
  const self = disclosure(said.record, panel, start, end);
  signal.addEventListener("abort", end);
  return self;
}

interface Microphone {
  /** How loud it is now, from 0 to 1. */
  level(): number;
  /** Seconds so far. */
  seconds(): number;
  active(): boolean;
  finish(): Promise<Blob>;
  end(): void;
}

async function open(): Promise<Microphone> {
  // Missing where the page came neither over https nor from this machine.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!devices || typeof MediaRecorder === "undefined") {
    throw new TypeError(said.noMicrophone);
  }
  const stream = await devices.getUserMedia({ audio: true });
  const recording = new MediaRecorder(stream);
  const pieces: Blob[] = [];
  recording.ondataavailable = ({ data }) => pieces.push(data);
  recording.start(1000);
  const begun = performance.now();
  const meter = new AudioContext();
  const analyser = meter.createAnalyser();
  meter.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  let active = true;
  const end = () => {
    active = false;
    recording.state === "inactive" || recording.stop();
    for (const track of stream.getTracks()) {
      track.stop();
    }
    meter.state === "closed" || meter.close();
  };
  return {
    level() {
      analyser.getFloatTimeDomainData(samples);
      return Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length);
    },
    seconds: () => (performance.now() - begun) / 1000,
    active: () => active,
    finish: () =>
      new Promise((resolve) => {
        recording.onstop = () => resolve(new Blob(pieces, { type: recording.mimeType }));
        end();
      }),
    end,
  };
}

interface Shown {
  time: HTMLElement;
  bar: HTMLElement;
  told: HTMLElement;
  over(): void;
}

/** Show time and level while it records. */
function follow(microphone: Microphone, { time, bar, told, over }: Shown): void {
  let heard = 0;
  const turn = () => {
    if (!microphone.active()) {
      return;
    }
    const [level, seconds] = [microphone.level(), microphone.seconds()];
    const share = shareOf(level);
    heard = level > QUIET ? seconds : heard;
    const note = seconds - heard > QUIET_FOR ? said.silent : "";
    // A screen reader hears what is written, also where it is the same.
    told.textContent === note || told.replaceChildren(note);
    time.textContent = clockOf(seconds);
    bar.style.setProperty("--hfw-done", `${share}%`);
    set(bar, { "aria-valuenow": Math.round(share) });
    seconds > LONGEST ? over() : requestAnimationFrame(turn);
  };
  turn();
}

/** How far a meter goes (%): 60 decibels below full scale are its left end. */
const shareOf = (level: number): number =>
  Math.max(0, Math.min(100, 100 + (100 / 60) * 20 * Math.log10(level || 1e-9)));

/** The recording as a WAV file; rejects where nothing was recorded. */
async function fileOf(recording: Blob): Promise<File> {
  const sound = await decoded(recording, RATE);
  const channels = [...Array(sound.numberOfChannels).keys()].map((one) =>
    sound.getChannelData(one),
  );
  if (!channels[0]?.length) {
    throw new Error();
  }
  return new File([await wavOf(channels)], "recording.wav", { type: "audio/wav" });
}

const faultOf = ({ name, message }: Error): string =>
  said.recordFaults[name] ??
  (message === said.noMicrophone ? message : said.recordFailed(message || name));

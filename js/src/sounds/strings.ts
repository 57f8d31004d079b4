// What users read about sounds: part of the one table to translate.
import { bytes } from "../lib/words";

export const choose = "Choose a sound";
export const hint = "Drop or paste a sound here, or";
export const addressLabel = "Address of a sound";
export const remove = "Remove";
export const removed = (name: string) => `${name} was removed.`;
export const undo = "Undo";
export const unnamed = "Sound";
export const fetching = "Fetching";
export const changed = (name: string, detail: string) => `${name}, ${detail}`;
export const missing = (name: string) =>
  `The ${name} is missing: choose, drop, paste or record a sound first.`;
export const action = "The sound";
export const onlyFirst = (name: string, others: number) =>
  `${name} was taken; ${others === 1 ? "the other file was" : `${others} other files were`} not: there is room for one sound.`;
export const nothingThere = "What was dropped or pasted holds no sound and no address of one.";
export const empty = (name: string) => `“${name}” is empty: 0 bytes. Choose another file.`;
export const noSound = (name: string, type: string) =>
  `“${name}” is no sound, but ${type}. Choose a WAV, FLAC, MP3, Ogg, M4A or WebM file.`;
export const tooLarge = (name: string, size: number, limit: number) =>
  `“${name}” has ${bytes(size)}; the page sends at most ${bytes(limit)}. Put it where the kernel can read it, and set its path from Python.`;

export const play = "Play";
export const pause = "Pause";
export const speed = "Speed";
export const position = (name: string) => `Position in ${name}`;
export const at = (now: string, whole: string) => (whole ? `${now} of ${whole}` : now);
export const unplayable =
  "This browser cannot play the sound. Download it, or read it in Python: its bytes are whole.";
export const channels = (count: number) =>
  count === 1 ? "mono" : count === 2 ? "stereo" : `${count} channels`;

export const record = "Record";
export const starting = "The microphone starts. The browser may ask whether it may be used.";
export const recording = "Recording";
export const stop = "Stop and use";
export const discard = "Discard";
export const level = "Level of the microphone";
export const silent = "Nothing is heard: is the microphone muted, or another one chosen?";
export const preparing = "The recording is prepared.";
export const longest = "The recording ended by itself: it is as long as can be sent.";
export const tooShort = "Nothing was recorded. Speak a little longer before you stop.";
export const recordFaults: Record<string, string> = {
  NotAllowedError:
    "The microphone is blocked by the browser or by the page of the notebook. Allow it beside the address of the page; in VS Code, where notebooks get none, record with another program. Or choose a file.",
  NotFoundError: "There is no microphone here. Connect one, or choose a file.",
  NotReadableError: "The microphone is used by another program. Close that, or choose a file.",
};
export const noMicrophone =
  "This page may not use a microphone: it would have to come over https or from this computer. Choose a file.";
export const recordFailed = (reason: string) =>
  `The microphone gives no sound: ${reason}. Choose a file.`;

export const download = "Download";
export const sound = (number: number) => `Sound ${number}`;
export const noPart = "This part of the answer is no sound.";
export const noSounds = "The model made no sound.";
export const sounds = (count: number) => (count === 1 ? "1 sound" : `${count} sounds`);
export const noTarget = "There is no widget that takes a sound.";
export const nothing = "There is no sound yet.";

export const nothingHeard = "The model heard no words.";
export const parts = "Parts of what was said: press one to hear it";
export const saveAs = (form: string) => `Save as .${form}`;
export const ofEarlier = "The times are of the sound that was asked about:";

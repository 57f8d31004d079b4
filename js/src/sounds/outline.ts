// The outline of a sound: from the kernel, which reads WAV files and arrays; of other files it is
// computed here, a frame's share at a time, from a decoded copy of low rate.
import type { Context } from "../kit";
import type { Model } from "../talk/model";

/** Lowest and highest sample of each part in turn: 127 is full scale. */
export type Outline = Int8Array;

const PARTS = 800;
/** Samples a second of the copy: enough to be seen, an eleventh of the memory. */
const RATE = 8000;
/** How long a turn works (ms). */
const SHARE = 6;

const stores = new WeakMap<Model, Map<string, Promise<Outline>>>();

/** The outline of a sound, asked for once a page; `blob` gives the bytes where the kernel cannot. */
export function outline(
  { model, talk }: Context,
  id: string,
  blob: () => Promise<Blob>,
): Promise<Outline> {
  const store = stores.get(model) ?? new Map<string, Promise<Outline>>();
  stores.set(model, store);
  const ask = async () => {
    const [, [bytes]] = await talk.ask({ kind: "peaks", sound: id });
    return bytes
      ? new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      : computed(await blob());
  };
  const found = store.get(id) ?? ask();
  store.set(id, found);
  found.catch(() => store.delete(id));
  return found;
}

async function computed(blob: Blob): Promise<Outline> {
  const sound = await decoded(blob, RATE);
  return peaks([...Array(sound.numberOfChannels).keys()].map((one) => sound.getChannelData(one)));
}

/** A sound as samples; browsers decode off the main thread. */
export async function decoded(blob: Blob, rate: number): Promise<AudioBuffer> {
  return new OfflineAudioContext(1, 1, rate).decodeAudioData(await blob.arrayBuffer());
}

/** Lowest and highest sample of all channels in each of `PARTS` equal parts. */
export async function peaks(channels: Float32Array[]): Promise<Outline> {
  const count = channels[0]?.length ?? 0;
  const parts = Math.max(1, Math.min(PARTS, count));
  const found = new Int8Array(2 * parts);
  let until = performance.now() + SHARE;
  for (let part = 0; part < parts; part++) {
    const [from, to] = [part, part + 1].map((one) => Math.floor((one * count) / parts));
    const ends = channels.map((samples) => endsOf(samples, from as number, to as number));
    found[2 * part] = Math.round(Math.max(-1, Math.min(...ends.map(([low]) => low))) * 127);
    found[2 * part + 1] = Math.round(Math.min(1, Math.max(...ends.map(([, high]) => high))) * 127);
    if (performance.now() > until) {
      await pause();
      until = performance.now() + SHARE;
    }
  }
  return found;
}

/** The lowest and the highest of some samples, and 0. */
function endsOf(samples: Float32Array, from: number, to: number): [number, number] {
  let [low, high] = [0, 0];
  for (let at = from; at < to; at++) {
    const value = samples[at] as number;
    low = value < low ? value : low;
    high = value > high ? value : high;
  }
  return [low, high];
}

/** Let the page answer. */
export const pause = (): Promise<void> => new Promise((resume) => setTimeout(resume));

// Samples as a WAV file: one channel of 16 bits at the rate that speech models take.
import { pause } from "./outline";

/** Samples a second. */
export const RATE = 16_000;
/** Samples that are written before the page may answer. */
const TURN = 250_000;

/** The mean of the channels as a file (http://soundfile.sapp.org/doc/WaveFormat/). */
export async function wavOf(channels: readonly Float32Array[]): Promise<Blob> {
  const count = channels[0]?.length ?? 0;
  const body = new Int16Array(count);
  for (let from = 0; from < count; from += TURN) {
    const to = Math.min(count, from + TURN);
    for (let at = from; at < to; at++) {
      let sum = 0;
      for (const samples of channels) {
        sum += samples[at] as number;
      }
      const mean = Math.max(-1, Math.min(1, sum / channels.length));
      body[at] = Math.round(mean * 32767);
    }
    await pause();
  }
  return new Blob([head(2 * count), body], { type: "audio/wav" });
}

function head(size: number): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(44));
  const text = (at: number, letters: string) =>
    [...letters].forEach((letter, index) => {
      view.setUint8(at + index, letter.charCodeAt(0));
    });
  text(0, "RIFF");
  view.setUint32(4, 36 + size, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  // Whole numbers, one channel.
  view.setUint32(20, 0x10001, true);
  view.setUint32(24, RATE, true);
  view.setUint32(28, 2 * RATE, true);
  // Two bytes, sixteen bits.
  view.setUint32(32, 0x100002, true);
  text(36, "data");
  view.setUint32(40, size, true);
  return view.buffer;
}

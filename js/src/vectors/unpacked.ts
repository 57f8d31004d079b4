// What a message brings of vectors: words beside buffers of numbers.
import type { Buffers } from "../talk/model";

export interface Told {
  shape: number[];
  rows: number;
  dimensions: number;
  names: string[];
  are_texts: boolean;
  /** Rows and columns of the strips. */
  drawn: [number, number];
  /** How many are compared. */
  compared: number;
  /** What the cosine 1 is sent as. */
  cosine: number;
  histogram: Spread | null;
  shares: number[];
}

export interface Spread {
  low: number;
  high: number;
  mean: number;
  deviation: number;
  counts: number[];
  from: number;
  to: number;
}

/** Below every number: where there is none. */
const UNKNOWN = -32_768;

const bytesOf = (buffers: Buffers, at: number): ArrayBuffer => {
  const one = buffers[at];
  if (!one) {
    return new ArrayBuffer(0);
  }
  // A copy begins where numbers of any size may.
  const view = one instanceof DataView || ArrayBuffer.isView(one) ? one : new DataView(one);
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice().buffer;
};

export const floats = (buffers: Buffers, at: number) => new Float32Array(bytesOf(buffers, at));

/** Cosines of `count` vectors, by row and column. */
export function cosines(buffers: Buffers, at: number, count: number, unit: number) {
  const codes = new Int16Array(bytesOf(buffers, at));
  return (row: number, column: number): number | null => {
    const code = codes[row * count + column];
    return code === undefined || code === UNKNOWN ? null : code / unit;
  };
}

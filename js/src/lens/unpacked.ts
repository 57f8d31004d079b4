// Columns of numbers out of the buffers of a message.
import type { Buffers } from "../talk/model";

/** A copy: it begins where numbers of any size may. */
const bytesOf = (buffers: Buffers, at: number): ArrayBuffer => {
  const one = buffers[at];
  if (!one) {
    return new ArrayBuffer(0);
  }
  const view = ArrayBuffer.isView(one) ? one : new DataView(one);
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice().buffer;
};

export const floats = (buffers: Buffers, at: number): Float32Array =>
  new Float32Array(bytesOf(buffers, at));

const KINDS = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array };

export const integers = (buffers: Buffers, at: number, size: 1 | 2 | 4) =>
  new KINDS[size](bytesOf(buffers, at));

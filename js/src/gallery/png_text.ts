// Texts in PNG files: put in, or taken out with nothing else, without decoding a pixel.
// https://www.w3.org/TR/png-3/#5DataRep

type Bytes = Uint8Array<ArrayBuffer>;
interface Chunk {
  type: string;
  /** The chunk as a whole: length, type, content, check sum. */
  bytes: Bytes;
}

const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];
const TEXTS = ["tEXt", "zTXt", "iTXt"];
const latin1 = new TextDecoder("latin1");

export const isPng = (file: Bytes): boolean => SIGNATURE.every((byte, at) => file[at] === byte);

const TABLE = Uint32Array.from({ length: 256 }, (_, value) => {
  for (let bit = 0; bit < 8; bit++) {
    value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return value;
});

function crc(bytes: Bytes): number {
  let sum = ~0;
  for (const byte of bytes) {
    sum = (sum >>> 8) ^ (TABLE[(sum ^ byte) & 255] as number);
  }
  return ~sum;
}

/** The chunks of a file; what is left of a broken one comes last, with the type "". */
function chunks(file: Bytes): Chunk[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const found: Chunk[] = [];
  let at = SIGNATURE.length;
  while (at < file.length) {
    const end = at + 12 <= file.length ? at + 12 + view.getUint32(at) : Infinity;
    const whole = end <= file.length;
    const type = whole ? latin1.decode(file.subarray(at + 4, at + 8)) : "";
    found.push({ type, bytes: file.subarray(at, whole ? end : file.length) });
    at = end;
  }
  return found;
}

/** A text chunk: tEXt as far as ASCII goes, which every program reads, else UTF-8 in iTXt. */
function textChunk(keyword: string, text: string): Bytes {
  const plain = /^[\n\x20-\x7e]*$/.test(text);
  const content = new TextEncoder().encode(
    plain ? `tEXt${keyword}\0${text}` : `iTXt${keyword}\0\0\0\0\0${text}`,
  );
  const bytes = new Uint8Array(content.length + 8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, content.length - 4);
  bytes.set(content, 4);
  view.setUint32(content.length + 4, crc(content));
  return bytes;
}

const keywordOf = ({ type, bytes }: Chunk): string =>
  TEXTS.includes(type) ? (latin1.decode(bytes.subarray(8, 88)).split("\0")[0] as string) : "";

/**
 * A PNG file, in parts, with texts by keyword (1 to 79 ASCII letters) in front of its pixels.
 * Texts that it had under the same keywords are left out; every other byte stays as it is.
 */
export function withTexts(file: Bytes, texts: Record<string, string>): Bytes[] {
  const [header, ...rest] = chunks(file).filter((chunk) => !(keywordOf(chunk) in texts));
  if (!isPng(file) || header?.type !== "IHDR") {
    return [file];
  }
  const added = Object.entries(texts).map(([keyword, text]) => textChunk(keyword, text));
  return [
    file.subarray(0, SIGNATURE.length),
    header.bytes,
    ...added,
    ...rest.map(({ bytes }) => bytes),
  ];
}

/** Only the header and the texts of a PNG file, as a PNG without pixels; null if it has no text. */
export function onlyTexts(file: Bytes): Blob | null {
  const all = isPng(file) ? chunks(file) : [];
  if (!all.some(keywordOf)) {
    return null;
  }
  const kept = all.filter((chunk) => keywordOf(chunk) || ["IHDR", "IEND"].includes(chunk.type));
  return new Blob([file.subarray(0, SIGNATURE.length), ...kept.map(({ bytes }) => bytes)]);
}

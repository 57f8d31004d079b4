import { crc32, deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { isPng, onlyTexts, withTexts } from "../../src/gallery/png_text";

const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];

/** A chunk made by another hand: Node's own check sum. */
function chunk(type: string, content: Uint8Array | string): Buffer {
  const body = Buffer.concat([
    Buffer.from(type, "latin1"),
    Buffer.from(content as string, "latin1"),
  ]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length - 4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
const bytes = (...parts: (Uint8Array | number[])[]) =>
  new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part))));
const header = chunk("IHDR", Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0]));
const pixels = chunk("IDAT", deflateSync(Buffer.from([0, 1, 2, 3])));
const end = chunk("IEND", "");
const png = bytes(SIGNATURE, header, pixels, end);

/** Reads a PNG strictly: every length and check sum has to hold. */
function decoded(file: Uint8Array): { types: string[]; texts: Record<string, string> } {
  const buffer = Buffer.from(file);
  const types: string[] = [];
  const texts: Record<string, string> = {};
  expect([...buffer.subarray(0, 8)]).toEqual(SIGNATURE);
  for (let at = 8; at < buffer.length; ) {
    const length = buffer.readUInt32BE(at);
    const body = buffer.subarray(at + 4, at + 8 + length);
    expect(buffer.readUInt32BE(at + 8 + length)).toBe(crc32(body));
    const type = body.toString("latin1", 0, 4);
    types.push(type);
    const keyword = body.toString("latin1", 4).split("\0")[0] ?? "";
    if (type === "tEXt") {
      texts[keyword] = body.toString("latin1", 5 + keyword.length);
    } else if (type === "iTXt") {
      expect([...body.subarray(4 + keyword.length, 9 + keyword.length)]).toEqual([0, 0, 0, 0, 0]);
      texts[keyword] = body.toString("utf8", 9 + keyword.length);
    }
    at += 12 + length;
  }
  return { types, texts };
}
const joined = async (parts: BlobPart[]) => new Uint8Array(await new Blob(parts).arrayBuffer());

describe("texts put into a PNG", () => {
  it("are read by a decoder that checks every sum, in front of the pixels", async () => {
    const texts = { parameters: "a fox\nSeed: 42", hfwidgets: '{"prompt":"a fox"}' };
    const file = await joined(withTexts(png, texts));
    expect(decoded(file)).toEqual({ types: ["IHDR", "tEXt", "tEXt", "IDAT", "IEND"], texts });
  });

  it("may be in any script", async () => {
    const texts = { parameters: "狐 \u{1f98a} “red”, café" };
    const { types, texts: read } = decoded(await joined(withTexts(png, texts)));
    expect(types).toEqual(["IHDR", "iTXt", "IDAT", "IEND"]);
    expect(read).toEqual(texts);
  });

  it("leave every other byte as it was", async () => {
    const file = Buffer.from(await joined(withTexts(png, { parameters: "x" })));
    expect(file.subarray(0, 8 + header.length)).toEqual(
      Buffer.from(png.subarray(0, 8 + header.length)),
    );
    expect(file.subarray(-(pixels.length + end.length))).toEqual(Buffer.concat([pixels, end]));
  });

  it("take the place of older ones, and leave others alone", async () => {
    const old = bytes(
      SIGNATURE,
      header,
      chunk("tEXt", "parameters\0old"),
      chunk("tEXt", "Author\0me"),
      pixels,
      chunk("iTXt", "parameters\0\0\0\0\0older"),
      end,
    );
    const { types, texts } = decoded(await joined(withTexts(old, { parameters: "new" })));
    expect(texts).toEqual({ parameters: "new", Author: "me" });
    expect(types).toEqual(["IHDR", "tEXt", "tEXt", "IDAT", "IEND"]);
  });

  it("do not spoil a file that is cut short, or no PNG", async () => {
    const cut = png.slice(0, png.length - 20);
    const file = Buffer.from(await joined(withTexts(cut, { parameters: "x" })));
    expect(file.subarray(-10)).toEqual(Buffer.from(cut.subarray(-10)));
    for (const other of [bytes([0xff, 0xd8, 0xff]), bytes([]), bytes(SIGNATURE)]) {
      expect(await joined(withTexts(other, { parameters: "x" }))).toEqual(other);
    }
  });
});

describe("texts taken out of a PNG", () => {
  it("come as a small PNG of their own, wherever they stood", async () => {
    const file = bytes(
      SIGNATURE,
      header,
      pixels,
      chunk("tEXt", "parameters\0a fox"),
      chunk("zTXt", "Comment\0\0..."),
      end,
    );
    const small = onlyTexts(file);
    const { types, texts } = decoded(new Uint8Array((await small?.arrayBuffer()) as ArrayBuffer));
    expect(types).toEqual(["IHDR", "tEXt", "zTXt", "IEND"]);
    expect(texts.parameters).toBe("a fox");
  });

  it("are none where there are none", () => {
    expect(onlyTexts(png)).toBeNull();
    expect(onlyTexts(bytes([0xff, 0xd8, 0xff, 0xe0]))).toBeNull();
    expect(isPng(png)).toBe(true);
    expect(isPng(bytes([0xff, 0xd8]))).toBe(false);
  });
});

// A text cut where marks begin and end, and put into blocks that are drawn one after the other.

export interface Place {
  start: number;
  end: number;
}

/** A part of a text, and which marks cover it: the one that began last is the last. */
export interface Piece extends Place {
  marks: readonly number[];
}

/** From here on a block ends with its line. */
const SOME = 600;
/** A block of so many letters or pieces ends with a sentence, and soon after that with a word. */
const MANY = 6000;
const PIECES = 25;
const LINE = /\n/g;
const SENTENCE = /[.!?…。！？]["'”’)\]]*\s/g;
const SPACE = /\s/g;
/** How many marks of a piece are told. */
const DEEP = 8;

/** The pieces of a text from its begin to its end. */
export function piecesOf(places: readonly Place[], length: number): Piece[] {
  const order = places
    .map((place, index) => ({ ...place, index }))
    .sort((a, b) => a.start - b.start || b.end - a.end);
  const cuts = [...new Set([...places.flatMap(({ start, end }) => [start, end]), length])];
  const pieces: Piece[] = [];
  let active: typeof order = [];
  let next = 0;
  let at = 0;
  for (const cut of cuts.sort((a, b) => a - b)) {
    if (cut > at) {
      const marks = active.slice(-DEEP).map(({ index }) => index);
      pieces.push({ start: at, end: cut, marks });
    }
    at = cut;
    active = active.filter(({ end }) => end > at);
    for (let one = order[next]; one && one.start <= at; one = order[++next]) {
      active.push(one);
    }
  }
  return pieces;
}

/** Blocks of pieces, which end with a line wherever there is one. */
export function blocksOf(text: string, pieces: readonly Piece[]): Piece[][] {
  const blocks: Piece[][] = [];
  let block: Piece[] = [];
  let begin = 0;
  const close = (at: number) => {
    blocks.push(block);
    block = [];
    begin = at;
  };
  for (const piece of pieces) {
    let { start } = piece;
    // Only where no mark is.
    for (let cut = 0; !piece.marks.length && cut >= 0; ) {
      cut = cutIn(text.slice(start, piece.end), start - begin, block.length);
      if (cut >= 0) {
        block.push({ ...piece, start, end: start + cut });
        start += cut;
        close(start);
      }
    }
    if (start < piece.end) {
      block.push({ ...piece, start });
    }
  }
  if (block.length) {
    close(0);
  }
  return blocks;
}

/** Where a block ends in a text that follows `length` letters of it; -1: not in it. */
function cutIn(text: string, length: number, pieces: number): number {
  const from = (letters: number, most: number) =>
    pieces > most ? 0 : Math.max(0, letters - length);
  const cuts = [
    endOf(LINE, text, from(SOME, Infinity)),
    endOf(SENTENCE, text, from(MANY, PIECES)),
    endOf(SPACE, text, from(1.2 * MANY, 2 * PIECES)),
  ].filter((cut) => cut > 0);
  return cuts.length ? Math.min(...cuts) : -1;
}

/** The end of the first match from some place on, or 0. */
function endOf(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.exec(text) ? pattern.lastIndex : 0;
}

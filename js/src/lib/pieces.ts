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
/** A block of so many letters or pieces ends at the next space, where it has no line's end. */
const MANY = 2000;
const PIECES = 50;
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
  const line = text.indexOf("\n", Math.max(0, SOME - length)) + 1;
  const many = pieces > PIECES ? 0 : Math.max(0, MANY - length);
  const space = many < text.length ? text.slice(many).search(/\s/) + 1 : 0;
  if (line && (!space || line <= many + space)) {
    return line;
  }
  return space ? many + space : -1;
}

// Orders of rows: by name in one pass over the codes, by id from an order that is worked out in
// small steps while nobody waits for it.
import type { Columns } from "./columns";

/** Rows that are compared between two looks at the clock. */
const STEP = 2048;
const RUN = 1024;
const NONE = new Uint32Array(0);

/** Rows sorted by the names of a facet; equal names stay as they were. */
export function byName(
  rows: Uint32Array,
  codeOf: (row: number) => number,
  names: readonly string[],
  descending: boolean,
): Uint32Array {
  const ranks = new Uint32Array(names.length);
  const sorted = names.map((_, code) => code).sort((a, b) => compare(names[a], names[b]));
  (descending ? sorted.reverse() : sorted).forEach((code, rank) => {
    ranks[code] = rank;
  });
  const places = new Uint32Array(names.length + 1);
  for (const row of rows) {
    (places[(ranks[codeOf(row)] as number) + 1] as number)++;
  }
  for (let rank = 1; rank < places.length; rank++) {
    (places[rank] as number) += places[rank - 1] as number;
  }
  const result = new Uint32Array(rows.length);
  for (const row of rows) {
    const rank = ranks[codeOf(row)] as number;
    result[(places[rank] as number)++] = row;
  }
  return result;
}

/** What runs well comes first; words that are not known, last. */
const STATES = ["Loaded", "Loadable", "TooBig", "Error"];

function compare(a = "", b = ""): number {
  const rank = (name: string) => (STATES.indexOf(name) + 1 || STATES.length + 1) as number;
  return rank(a) - rank(b) || (a.toLowerCase() < b.toLowerCase() ? -1 : 1);
}

/** The order of all ids, in lower case; equal ones as they were listed. */
export class IdOrder {
  private order: Uint32Array = NONE;
  private ranks: Uint32Array = NONE;
  private keys: string[] = [];
  private work: Generator<void, Uint32Array> | null = null;
  private target = 0;

  constructor(private columns: Columns) {}

  clear(): void {
    [this.order, this.keys, this.work] = [NONE, [], null];
  }

  /** Go on for some milliseconds; true when nothing is left to do. */
  advance(budget: number): boolean {
    const { size } = this.columns;
    if (this.order.length === size) {
      return true;
    }
    if (!this.work || this.target !== size) {
      this.target = size;
      this.work = this.merged(this.order.length, size);
    }
    const end = performance.now() + budget;
    while (performance.now() < end) {
      const { done, value } = this.work.next();
      if (done) {
        this.order = value;
        this.ranks = new Uint32Array(size);
        value.forEach((row, rank) => {
          this.ranks[row] = rank;
        });
        this.work = null;
        return true;
      }
    }
    return false;
  }

  /** Rows sorted by id, from a part of all rows. */
  sorted(rows: Uint32Array, descending: boolean): Uint32Array {
    this.advance(Infinity);
    const ranked = rows.map((row) => this.ranks[row] as number);
    // Many rows are picked out of the order faster than they are sorted.
    const result =
      rows.length * 8 > this.order.length ? this.picked(ranked) : this.unranked(ranked.sort());
    return descending ? result.reverse() : result;
  }

  private picked(ranks: Uint32Array): Uint32Array {
    const wanted = new Uint8Array(this.order.length);
    for (const rank of ranks) {
      wanted[rank] = 1;
    }
    return this.order.filter((_, rank) => wanted[rank]);
  }

  private unranked(ranks: Uint32Array): Uint32Array {
    return ranks.map((rank) => this.order[rank] as number);
  }

  /** Sort the rows from..to and merge them with those before, a step at a time. */
  private *merged(from: number, to: number): Generator<void, Uint32Array> {
    let runs: Uint32Array[] = from ? [this.order] : [];
    for (let at = from; at < to; at += RUN) {
      for (let row = this.keys.length; row < Math.min(at + RUN, to); row++) {
        this.keys.push(this.columns.lowerId(row));
      }
      const run = Uint32Array.from({ length: Math.min(RUN, to - at) }, (_, row) => at + row);
      runs.push(run.sort((a, b) => this.before(a, b)));
      yield;
    }
    while (runs.length > 1) {
      const longer: Uint32Array[] = [];
      for (let at = 0; at < runs.length; at += 2) {
        longer.push(yield* this.merge(runs[at] as Uint32Array, runs[at + 1] ?? NONE));
      }
      runs = longer;
    }
    return runs[0] ?? NONE;
  }

  private *merge(a: Uint32Array, b: Uint32Array): Generator<void, Uint32Array> {
    const result = new Uint32Array(a.length + b.length);
    let [i, j] = [0, 0];
    for (let at = 0; at < result.length; at++) {
      const first =
        j >= b.length || (i < a.length && this.before(a[i] as number, b[j] as number) < 0);
      result[at] = (first ? a[i++] : b[j++]) as number;
      if (at % STEP === 0) yield;
    }
    return result;
  }

  private before(a: number, b: number): number {
    const [one, other] = [this.keys[a] as string, this.keys[b] as string];
    return one < other ? -1 : one > other ? 1 : a - b;
  }
}

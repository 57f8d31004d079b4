// The offers of all rows as columns: 20,000 models have 60,000 offers, which are counted and compared
// with every key. Only of the rows that are seen an object is made for each.
import type { OffersNews, Term, View } from "../protocol";
import { fitting, has, isLarger, narrows, type Offer, TERMS, type Test } from "./offers";

/** How many rows each provider would leave, and each state of an offer. */
export interface OfferCounts {
  provider: Map<string, number>;
  state: Map<string, number>;
}

const WORDS = ["provider", "task", "state"] as const;
type Word = (typeof WORDS)[number];

/** Names with a code each, in the order in which they came. */
class Names {
  list: string[] = [];
  private codes = new Map<string, number>();

  code(name: string): number {
    const known = this.codes.get(name);
    const code = known ?? this.list.push(name) - 1;
    known ?? this.codes.set(name, code);
    return code;
  }
}

type Numbers = Uint8Array | Uint16Array | Uint32Array | Float32Array;

/** An array with room for so many numbers, which begins with what was in it. */
function roomy<T extends Numbers>(array: T, size: number): T {
  if (size <= array.length) {
    return array;
  }
  const longer = new (array.constructor as new (length: number) => T)(
    Math.max(size, 2 * array.length),
  );
  longer.set(array);
  return longer;
}

/** Reads one offer after another out of the columns, for what asks for an offer. */
class Reader implements Offer {
  at = 0;

  constructor(private offers: Offers) {}

  private word(kind: Word): string {
    const { codes, names } = this.offers;
    return names[kind].list[codes[kind][this.at] as number] as string;
  }

  get provider(): string {
    return this.word("provider");
  }
  get task(): string {
    return this.word("task");
  }
  get state(): string {
    return this.word("state");
  }
  get flags(): number {
    return this.offers.flags[this.at] as number;
  }
  get input_price(): number {
    return this.offers.terms.input_price[this.at] as number;
  }
  get output_price(): number {
    return this.offers.terms.output_price[this.at] as number;
  }
  get context_length(): number {
    return this.offers.terms.context_length[this.at] as number;
  }
  get first_token_latency(): number {
    return this.offers.terms.first_token_latency[this.at] as number;
  }
  get throughput(): number {
    return this.offers.terms.throughput[this.at] as number;
  }
}

export class Offers {
  names!: Record<Word, Names>;
  codes!: Record<Word, Uint16Array>;
  flags!: Uint8Array;
  terms!: Record<Term, Float32Array>;
  /** By row: where its offers begin, and how many there are. */
  private starts!: Uint32Array;
  private sizes!: Uint8Array;
  private used!: number;
  private reader = new Reader(this);

  constructor() {
    this.clear();
  }

  clear(): void {
    const each = <K extends string, T>(keys: readonly K[], make: () => T) =>
      Object.fromEntries(keys.map((key) => [key, make()])) as Record<K, T>;
    this.names = each(WORDS, () => new Names());
    this.codes = each(WORDS, () => new Uint16Array(0));
    this.terms = each(TERMS, () => new Float32Array(0));
    [this.flags, this.starts, this.sizes] = [
      new Uint8Array(0),
      new Uint32Array(0),
      new Uint8Array(0),
    ];
    this.used = 0;
  }

  /**
   * Take offers of the rows from a number on, instead of those that were there, from the unpacked
   * buffers of a message: how many each row has, then their codes, flags and terms.
   */
  set({ from, providers, tasks, states }: OffersNews, buffers: Uint8Array[]): void {
    const [sizes, provider, task, state, flags, numbers] = buffers as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ];
    const size = this.used + flags.length;
    this.take("provider", providers, provider, size);
    this.take("task", tasks, task, size);
    this.take("state", states, state, size);
    this.flags = roomy(this.flags, size);
    this.flags.set(flags, this.used);
    this.takeTerms(numbers, size);
    this.starts = roomy(this.starts, from + sizes.length);
    this.sizes = roomy(this.sizes, from + sizes.length);
    sizes.forEach((count, at) => {
      this.starts[from + at] = this.used;
      this.sizes[from + at] = count;
      this.used += count;
    });
  }

  private take(kind: Word, names: string[], codes: Uint8Array, size: number): void {
    const known = names.map((name) => this.names[kind].code(name));
    const column = roomy(this.codes[kind], size);
    codes.forEach((code, at) => {
      column[this.used + at] = known[code] ?? this.names[kind].code("");
    });
    this.codes[kind] = column;
  }

  private takeTerms(numbers: Uint8Array, size: number): void {
    const view = new DataView(numbers.buffer, numbers.byteOffset);
    const count = size - this.used;
    TERMS.forEach((term, place) => {
      const column = roomy(this.terms[term], size);
      for (let at = 0; at < count; at++) {
        column[this.used + at] = view.getFloat32(4 * (place * count + at), true);
      }
      this.terms[term] = column;
    });
    for (this.reader.at = this.used; this.reader.at < size; this.reader.at++) {
      if (has(this.reader, "free") === 2) {
        this.terms.input_price[this.reader.at] = 0;
        this.terms.output_price[this.reader.at] = 0;
      }
    }
  }

  of(row: number): Offer[] {
    const from = this.starts[row] ?? 0;
    return Array.from({ length: this.sizes[row] ?? 0 }, (_, at) => {
      this.reader.at = from + at;
      const { provider, task, state, flags } = this.reader;
      const terms = TERMS.map((term) => [term, this.reader[term]]);
      return {
        provider,
        task,
        state,
        flags,
        ...(Object.fromEntries(terms) as Record<Term, number>),
      };
    });
  }

  /** The rows that have an offer that is looked for. */
  having(rows: Uint32Array, view: View): Uint32Array {
    const fits = fitting(view);
    const { reader } = this;
    return narrows(view)
      ? rows.filter((row) => {
          const [from, end] = this.range(row);
          for (reader.at = from; reader.at < end; reader.at++) {
            if (fits(reader)) {
              return true;
            }
          }
          return false;
        })
      : rows;
  }

  private range(row: number): [from: number, end: number] {
    const from = this.starts[row] ?? 0;
    return [from, from + (this.sizes[row] ?? 0)];
  }

  /** Rows by the best of their offers that fit; those that do not tell the term come last. */
  sorted(rows: Uint32Array, view: View): Uint32Array {
    const values = new Float64Array(rows.length);
    if (view.sort === "providers") {
      rows.forEach((row, at) => {
        values[at] = this.sizes[row] ?? 0;
      });
    } else {
      this.weigh(rows, view, values);
    }
    return byValue(rows, values, view.descending);
  }

  /** The best value of each row; what `best` says, without an offer for each. */
  private weigh(rows: Uint32Array, view: View, values: Float64Array): void {
    const fits = narrows(view) ? fitting(view) : null;
    const { reader } = this;
    const column = this.terms[view.sort as Term];
    const states = this.codes.state;
    const broken = this.names.state.code("error");
    const sign = isLarger(view.sort) ? -1 : 1;
    rows.forEach((row, place) => {
      let least = Infinity;
      const [from, end] = this.range(row);
      for (let at = from; at < end; at++) {
        const value = sign * (column[at] as number);
        reader.at = at;
        // What is not told is NaN, which is less than nothing else.
        if (value < least && states[at] !== broken && (!fits || fits(reader))) {
          least = value;
        }
      }
      values[place] = least === Infinity ? NaN : sign * least;
    });
  }

  private each(
    rows: Uint32Array,
    fits: Test | null,
    visit: (at: number, row: number) => void,
  ): void {
    const { reader } = this;
    for (const row of rows) {
      const [from, end] = this.range(row);
      for (reader.at = from; reader.at < end; reader.at++) {
        if (!fits || fits(reader)) {
          visit(reader.at, row);
        }
      }
    }
  }

  /** Count rows for each provider and state, as if that filter were not set. */
  counts(rows: Uint32Array, view: View): OfferCounts {
    const { provider, state } = view;
    const open = { ...view, provider: null, state: null };
    const fits = narrows(open) ? fitting(open) : null;
    const wanted = (kind: Word, name: string | null) =>
      name === null ? -1 : this.names[kind].code(name);
    const [thisProvider, thisState] = [wanted("provider", provider), wanted("state", state)];
    const [providers, states] = [new Tally(this.names.provider), new Tally(this.names.state)];
    const { codes } = this;
    this.each(rows, fits, (at, row) => {
      const [by, how] = [codes.provider[at] as number, codes.state[at] as number];
      (thisState < 0 || how === thisState) && providers.add(by, row);
      (thisProvider < 0 || by === thisProvider) && states.add(how, row);
    });
    return { provider: providers.counts(), state: states.counts() };
  }
}

/** Counts rows by names that a row may have several times. */
class Tally {
  private numbers: Uint32Array;
  /** The row that was counted last, plus one. */
  private last: Uint32Array;

  constructor(private names: Names) {
    this.numbers = new Uint32Array(names.list.length);
    this.last = new Uint32Array(names.list.length);
  }

  add(code: number, row: number): void {
    if (this.last[code] !== row + 1) {
      this.last[code] = row + 1;
      (this.numbers[code] as number)++;
    }
  }

  counts(): Map<string, number> {
    const all = this.names.list.map((name, code) => [name, this.numbers[code]] as [string, number]);
    return new Map(all.filter(([, count]) => count));
  }
}

/** Rows by a number each, in one pass over the different ones; NaN is last in either direction. */
function byValue(rows: Uint32Array, values: Float64Array, descending: boolean): Uint32Array {
  const told = Float64Array.from(new Set(values.filter((value) => !Number.isNaN(value)))).sort();
  const order = new Map([...(descending ? told.reverse() : told)].map((value, at) => [value, at]));
  const ranks = new Uint32Array(rows.length);
  values.forEach((value, at) => {
    ranks[at] = order.get(value) ?? order.size;
  });
  const places = new Uint32Array(order.size + 2);
  for (const rank of ranks) {
    (places[rank + 1] as number)++;
  }
  for (let at = 1; at < places.length; at++) {
    (places[at] as number) += places[at - 1] as number;
  }
  const result = new Uint32Array(rows.length);
  rows.forEach((row, at) => {
    result[(places[ranks[at] as number] as number)++] = row;
  });
  return result;
}

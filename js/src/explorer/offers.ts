// Who serves each model, and on which terms: as it comes, found by what is looked for, and compared.
import type { Need, OffersNews, SavedOffer, Term, View } from "../protocol";

/** In the order of the buffers; of the last, and of context, more is better. */
export const TERMS: Term[] = [
  "input_price",
  "output_price",
  "context_length",
  "first_token_latency",
  "throughput",
];
export const NEEDS: Need[] = ["tools", "structured", "free", "author"];
const LARGER: Term[] = ["context_length", "throughput"];
/** Of two values of a term, whether the larger one is better. */
export const isLarger = (term: string): boolean => LARGER.includes(term as Term);

/** What is not told is NaN; what is free costs 0. */
export type Offer = { provider: string; task: string; state: string; flags: number } & Record<
  Term,
  number
>;

/** What is looked for where nothing is. */
export const EVERYTHING: View = {
  query: "",
  task: null,
  framework: null,
  state: null,
  sort: "",
  descending: false,
  provider: null,
  needs: [],
  limits: {},
};

/** What an offer says of a need: 0 nothing, 1 no, 2 yes. */
export const has = (offer: Offer, need: Need): number =>
  (offer.flags >> (2 * NEEDS.indexOf(need))) & 3;

function offerOf(words: [string, string, string], flags: number, terms: number[]): Offer {
  const [provider, task, state] = words;
  const [input_price, output_price, context_length, first_token_latency, throughput] = terms as [
    number,
    number,
    number,
    number,
    number,
  ];
  const rest = { context_length, first_token_latency, throughput };
  const offer = { provider, task, state, flags, input_price, output_price, ...rest };
  return has(offer, "free") === 2 ? { ...offer, input_price: 0, output_price: 0 } : offer;
}

/** Offers as they are saved with the first rows. */
export const savedOffers = (saved: SavedOffer[] | undefined): Offer[] =>
  (saved ?? []).map(([provider, task, state, flags, terms]) =>
    offerOf(
      [provider, task, state],
      flags,
      terms.map((value) => Math.fround(value ?? NaN)),
    ),
  );

/** The offers of each row of a message, by its unpacked buffers. */
export function readOffers(
  { providers, tasks, states }: OffersNews,
  buffers: Uint8Array[],
): Offer[][] {
  const [counts, by, task, state, flags, numbers] = buffers as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  const view = new DataView(numbers.buffer, numbers.byteOffset);
  const number = (term: number, at: number) => view.getFloat32(4 * (term * by.length + at), true);
  let at = 0;
  const one = (): Offer => {
    const terms = TERMS.map((_, term) => number(term, at));
    const word = (names: string[], codes: Uint8Array) => names[codes[at] as number] ?? "";
    const words = [word(providers, by), word(tasks, task), word(states, state)] as const;
    return offerOf([...words], flags[at++] as number, terms);
  };
  return Array.from(counts, (count) => Array.from({ length: count }, one));
}

type Test = (offer: Offer) => boolean;

/** Whether a view looks for certain offers. */
export const narrows = ({ provider, state, needs, limits }: View): boolean =>
  provider !== null || state !== null || needs.length > 0 || Object.keys(limits).length > 0;

/** What tells whether an offer is one that a view looks for: the kernel means the same. */
export function fitting({ provider, state, needs, limits }: View): Test {
  const status = state === "Loaded" ? "live" : state;
  // Of the two bits of each need the upper one says yes.
  const wanted = needs.reduce((bits, need) => bits | (2 << (2 * NEEDS.indexOf(need))), 0);
  const tests: (Test | null)[] = [
    provider === null ? null : (offer) => offer.provider === provider,
    status === null ? null : (offer) => offer.state === status,
    wanted ? (offer) => (offer.flags & wanted) === wanted : null,
    ...Object.entries(limits).map(([term, bound]) => within(term as Term, bound)),
  ];
  const [first = () => true, ...others] = tests.filter((test) => test !== null);
  return others.length ? (offer) => first(offer) && others.every((test) => test(offer)) : first;
}

/** Whether a term is told and within a limit; terms come as 32-bit floats. */
function within(term: Term, limit: number): Test {
  const bound = Math.fround(limit);
  return isLarger(term) ? (offer) => offer[term] >= bound : (offer) => offer[term] <= bound;
}

/** The best of some offers in a term, of those that answer and fit; null where none tells it. */
export function best(offers: readonly Offer[], term: Term, fits?: Test): Offer | null {
  const larger = isLarger(term);
  let found: Offer | null = null;
  for (const one of offers) {
    const better = !found || (larger ? one[term] > found[term] : one[term] < found[term]);
    if (better && one.state !== "error" && !Number.isNaN(one[term]) && (!fits || fits(one))) {
      found = one;
    }
  }
  return found;
}

/** How many rows each provider would leave, and each state of an offer. */
export interface OfferCounts {
  provider: Map<string, number>;
  state: Map<string, number>;
}

export class Offers {
  private rows: Offer[][] = [];

  clear(): void {
    this.rows = [];
  }

  /** Take offers of the rows from a number on, instead of those that were there. */
  set(from: number, offers: Offer[][]): void {
    offers.forEach((one, at) => {
      this.rows[from + at] = one;
    });
  }

  of(row: number): Offer[] {
    return this.rows[row] ?? [];
  }

  /** The rows that have an offer that is looked for. */
  having(rows: Uint32Array, view: View): Uint32Array {
    const fits = fitting(view);
    return narrows(view) ? rows.filter((row) => this.of(row).some(fits)) : rows;
  }

  /** Rows by the best of their offers that fit; those that do not tell the term come last. */
  sorted(rows: Uint32Array, view: View): Uint32Array {
    const values = new Float64Array(rows.length);
    if (view.sort === "providers") {
      rows.forEach((row, at) => {
        values[at] = this.of(row).length;
      });
    } else {
      this.weigh(rows, view, values);
    }
    return byValue(rows, values, view.descending);
  }

  /** The best value of each row; what is said in `best`, without an offer for each. */
  private weigh(rows: Uint32Array, view: View, values: Float64Array): void {
    const fits = narrows(view) ? fitting(view) : null;
    const term = view.sort as Term;
    const sign = isLarger(term) ? -1 : 1;
    rows.forEach((row, at) => {
      let least = Infinity;
      for (const one of this.of(row)) {
        const value = sign * one[term];
        // What is not told is NaN, which is less than nothing else.
        if (value < least && one.state !== "error" && (!fits || fits(one))) {
          least = value;
        }
      }
      values[at] = least === Infinity ? NaN : sign * least;
    });
  }

  /** Count rows for each provider and state, as if that filter were not set. */
  counts(rows: Uint32Array, view: View): OfferCounts {
    const { provider, state } = view;
    const fits = fitting({ ...view, provider: null, state: null });
    const [providers, states] = [new Tally(), new Tally()];
    for (const row of rows) {
      for (const one of this.of(row)) {
        if (fits(one)) {
          (state === null || one.state === state) && providers.add(one.provider, row);
          (provider === null || one.provider === provider) && states.add(one.state, row);
        }
      }
    }
    return { provider: providers.counts(), state: states.counts() };
  }
}

/** Counts rows by names that a row may have several times. */
class Tally {
  private names = new Map<string, { count: number; row: number }>();

  add(name: string, row: number): void {
    const known = this.names.get(name);
    if (!known) {
      this.names.set(name, { count: 1, row });
    } else if (known.row !== row) {
      known.count++;
      known.row = row;
    }
  }

  counts(): Map<string, number> {
    return new Map([...this.names].map(([name, { count }]) => [name, count]));
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

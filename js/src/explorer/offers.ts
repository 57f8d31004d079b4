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
  // Terms come as 32-bit floats.
  const bounds = Object.entries(limits).map(([term, bound]): [Term, number] => [
    term as Term,
    Math.fround(bound),
  ]);
  const status = state === "Loaded" ? "live" : state;
  return (offer) =>
    (provider === null || offer.provider === provider) &&
    (status === null || offer.state === status) &&
    needs.every((need) => has(offer, need) === 2) &&
    bounds.every(([term, bound]) => (isLarger(term) ? offer[term] >= bound : offer[term] <= bound));
}

/** The best of some offers in a term, of those that answer; null where none tells it. */
export function best(offers: readonly Offer[], term: Term): Offer | null {
  let found: Offer | null = null;
  for (const one of offers) {
    const better = !found || (isLarger(term) ? one[term] > found[term] : one[term] < found[term]);
    if (better && one.state !== "error" && !Number.isNaN(one[term])) {
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
    const fits = fitting(view);
    const term = view.sort as Term;
    const value = (row: number) =>
      view.sort === "providers"
        ? this.of(row).length
        : (best(this.of(row).filter(fits), term)?.[term] ?? NaN);
    return byValue(rows, Float64Array.from(rows, value), view.descending);
  }

  /** Count rows for each provider and state, as if that filter were not set. */
  counts(rows: Uint32Array, view: View): OfferCounts {
    const counts = { provider: new Map<string, number>(), state: new Map<string, number>() };
    const fits = fitting({ ...view, provider: null, state: null });
    for (const row of rows) {
      const some = this.of(row).filter(fits);
      for (const [facet, other] of [
        ["provider", "state"],
        ["state", "provider"],
      ] as const) {
        const seen = some.flatMap((one) =>
          view[other] === null || view[other] === one[other] ? one[facet] : [],
        );
        for (const name of new Set(seen)) {
          counts[facet].set(name, (counts[facet].get(name) ?? 0) + 1);
        }
      }
    }
    return counts;
  }
}

/** Rows by a number each, in one pass over the different ones; NaN is last in either direction. */
function byValue(rows: Uint32Array, values: Float64Array, descending: boolean): Uint32Array {
  const told = Float64Array.from(new Set(values.filter((value) => !Number.isNaN(value)))).sort();
  const ranks = new Map([...(descending ? told.reverse() : told)].map((value, at) => [value, at]));
  const places = new Uint32Array(ranks.size + 2);
  const rank = (at: number) => ranks.get(values[at] as number) ?? ranks.size;
  rows.forEach((_, at) => {
    (places[rank(at) + 1] as number)++;
  });
  for (let at = 1; at < places.length; at++) {
    (places[at] as number) += places[at - 1] as number;
  }
  const result = new Uint32Array(rows.length);
  rows.forEach((row, at) => {
    result[(places[rank(at)] as number)++] = row;
  });
  return result;
}

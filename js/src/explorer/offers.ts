// Who serves each model, and on which terms: as it comes, found by what is looked for, and compared.
import type { Need, SavedOffer, Term, View } from "../protocol";

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

export type Test = (offer: Offer) => boolean;

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

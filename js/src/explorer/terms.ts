// Terms and providers in few words: for rows, for the card of a model, and side by side.
import { h } from "../lib/dom";
import { encode } from "../lib/escapes";
import type { Need, Term } from "../protocol";
import { has, NEEDS, type Offer } from "./offers";
import * as strings from "./strings";

/** A term's value in a few characters; "" where it is not told. */
export const termText = (term: Term, value: number | undefined): string =>
  value === undefined || Number.isNaN(value) ? "" : WORDS[term](value);

const dollars = (value: number) => {
  const usual = value >= 0.1 && value < 10;
  return value ? `$${usual ? value.toFixed(2) : digits(value)}` : strings.free;
};

/** Contexts are powers of two, or round numbers. */
function tokens(value: number): string {
  const size = value % 1024 ? 1000 : 1024;
  const [unit, scaled] = value < size ** 2 ? ["k", value / size] : ["M", value / size ** 2];
  return value < size ? digits(value) : `${digits(scaled)}${unit}`;
}

/** Made once: with options, `toLocaleString` makes one per number, half the time of an order by price. */
const DIGITS = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });
const digits = (value: number) => DIGITS.format(value);

const WORDS: Record<Term, (value: number) => string> = {
  input_price: dollars,
  output_price: dollars,
  context_length: tokens,
  first_token_latency: (value) =>
    value < 1 ? `${Math.round(1000 * value)} ms` : `${digits(value)} s`,
  throughput: (value) => digits(Math.round(value)),
};

/** What an offer has of what can be asked for, in words. */
export const needsOf = (offer: Offer): string[] =>
  NEEDS.filter((need) => has(offer, need) === 2).map((need) => strings.needs[need].short);

/** A provider with the state of its offer, as a shape and, unless all is well, in words. */
export function chip({ provider, state }: Offer, title = ""): HTMLElement {
  return h(
    "span",
    { class: "hfw-provider", "data-state": state, title },
    h("span", { dir: "auto" }, encode(provider)),
    ...(state === "live" ? [] : [h("span", "hidden", ` (${encode(state)})`)]),
  );
}

/** All that is told of an offer, in a line. */
export function offerLine(offer: Offer): string {
  const { input_price, output_price, context_length, throughput, first_token_latency } = offer;
  const price = [termText("input_price", input_price), termText("output_price", output_price)];
  const words = [
    `${offer.provider}: ${strings.offerStates[offer.state] ?? offer.state}`,
    price.some(Boolean) && strings.pricesOf(...(price as [string, string])),
    context_length >= 0 && strings.contextOf(Math.round(context_length)),
    throughput >= 0 && strings.speedOf(termText("throughput", throughput)),
    first_token_latency >= 0 &&
      strings.latencyOf(termText("first_token_latency", first_token_latency)),
    ...needsOf(offer),
  ];
  return words.filter(Boolean).join(", ");
}

const by = (offer: Offer): [string, Offer] => [offer.provider, offer];

/** Pixels: of a letter in a wide font, of a chip around its name, of "+12" behind the chips. */
const [LETTER, CHIP, REST] = [6.8, 30, 28];

/** How many of some names can stand whole beside each other; one always does. */
function whole(names: string[], room: number): number {
  let left = room;
  const cut = names.findIndex((name, at) => {
    left -= LETTER * name.length + CHIP;
    return left < (at < names.length - 1 ? REST : 0);
  });
  return cut < 0 ? names.length : Math.max(1, cut);
}

/** Providers as chips, as many as fit into some pixels, and how many more there are. */
export function chips(
  offers: Offer[],
  fits: (offer: Offer) => boolean,
  room: number,
): HTMLElement[] {
  const named = new Map([...offers.filter((one) => !fits(one)), ...offers.filter(fits)].map(by));
  const first = [...named.values()].sort((a, b) => +fits(b) - +fits(a));
  const most = whole(
    first.map(({ provider }) => provider),
    room,
  );
  const shown = first.slice(0, most).map((one) => {
    const node = chip(one, offerLine(one));
    node.classList.toggle("hfw-aside", !fits(one));
    return node;
  });
  const rest = first.slice(most).map(({ provider }) => provider);
  const count = () => h("span", { class: "hfw-rest", title: rest.join(", ") }, `+${rest.length}`);
  return rest.length ? [...shown, count()] : shown;
}

/** How many of some offers have what is asked for, in words. */
export function needText(offers: Offer[], need: Need): string {
  const told = offers.filter((one) => has(one, need));
  const yes = told.filter((one) => has(one, need) === 2);
  if (!told.length) {
    return "";
  }
  return yes.length === told.length || !yes.length
    ? strings.yesOrNo(yes.length > 0)
    : strings.some(yes.map(({ provider }) => encode(provider)));
}

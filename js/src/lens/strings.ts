// Every text of the lens that does not come from Python.
import type { TokenBranch, TokenSummary } from "../protocol";

export const title = "Token probabilities";
export const tokens = "Tokens";
export const empty = "The tokens will appear here.";
export const generate = "Generate";
export const again = "Generate again";
export const leastSure = "Least sure";
export const nextUnsure = "Next unsure";
export const previousUnsure = "Previous unsure";
export const unsureBelow = "Unsure is below";
export const keys =
  "Arrow keys step through the tokens, N and P to the next and previous unsure one, Enter to what could have been.";
export const noUnsure = (bound: string) => `No token is below ${bound}.`;
export const branches = "Branches";
export const legend = "Probability";
export const unknown = "not told";
export const part = "part of a character";
export const lineEnd = "line end";
export const selected = "Token";
export const pressOne = "Press a token, or step to one, to see what could have been there.";
export const alternatives = "Likeliest here";
export const others = "all others";
export const noAlternatives =
  "The server told no alternatives here. Ask for them with top_n_tokens=5, in a chat with logprobs=True and top_logprobs=5.";
export const cut = "Cut here and go on";
export const cutHelp =
  "Leaves out this token and all behind it, and goes on with a new seed: a new branch";
export const putHelp = (text: string) => `Go on with ${text} instead: a new branch`;
export const noCut =
  "To go on from a token, tell the lens from what: TokenLens(answer, prompt=...), or messages=[...].";
export const copyText = "Copy";

/** A probability in percent, two digits of it where it is small. */
export function percent(p: number | null): string {
  if (p === null) {
    return unknown;
  }
  const share = 100 * p;
  return share >= 10
    ? `${Math.round(share)} %`
    : share >= 1e-4
      ? `${Number(share.toPrecision(2))} %`
      : share > 0
        ? "< 0.0001 %"
        : "0 %";
}

/** A number of three digits. */
export const figure = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString("en") : `${Number(value.toPrecision(3))}`;

export const logarithm = (value: number) =>
  `log-probability ${Number.isFinite(value) ? value.toFixed(3).replace("-", "−") : "−∞"}`;
export const ranked = (rank: number, told: number) =>
  rank ? `rank ${rank}` : told ? `not among the ${told} likeliest` : "";
export const placed = (at: number, count: number) =>
  at < 0 ? `token ${-at} from the end of the prompt` : `token ${at} of ${count}`;
export const bits = (value: number, told: number, covers: number) =>
  `entropy at least ${figure(value)} bits (the ${told} told of are ${percent(covers)})`;
export const level = (from: number | undefined, to: number | undefined): string =>
  from === undefined
    ? `below ${percent(to ?? 0)}`
    : to === undefined
      ? `from ${percent(from)}`
      : `${Math.round(100 * from)}–${percent(to)}`;

/** What the probabilities of all tokens say: value and unit of each. */
export function summed(summary: TokenSummary): [string, string][] {
  const { known, perplexity, entropy, coverage, prompt_perplexity } = summary;
  const some = known < summary.tokens ? ` of the ${known.toLocaleString("en")} known` : "";
  const pairs: [string, string][] = [
    [summary.tokens.toLocaleString("en"), summary.tokens === 1 ? "token" : "tokens"],
  ];
  if (known) {
    pairs.push([perplexity === null ? "∞" : figure(perplexity), `perplexity${some}`]);
  }
  if (entropy !== null) {
    const covers = `bits of entropy a token at least (what is told of covers ${percent(coverage)})`;
    pairs.push([figure(entropy), covers]);
  }
  if (summary.prompt_tokens) {
    const of = prompt_perplexity === null ? "∞" : figure(prompt_perplexity);
    pairs.push([of, "perplexity of the prompt"]);
  }
  return pairs;
}

/** A branch by where it comes from. */
export const branch = ({ number, parent, at, chosen }: TokenBranch): string =>
  parent === null
    ? `${number}`
    : `${number}: from ${parent} at ${at}${chosen === null ? "" : ` “${chosen}”`}`;

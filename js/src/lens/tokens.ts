// The tokens of the branch that is shown, as columns; messages add to them or begin them anew.
import type { TokensNews } from "../protocol";
import type { Buffers } from "../talk/model";
import { floats, integers } from "./unpacked";

/** Where levels begin, as Python has them. */
export const LEVELS = [0.9, 0.5, 0.2, 0.05] as const;
export const UNKNOWN = 5;

const [SPECIAL, PROMPT, KEPT] = [1, 2, 4];

export interface Alternative {
  text: string;
  p: number | null;
  special: boolean;
}

const probability = (logprob: number | undefined): number | null =>
  logprob === undefined || Number.isNaN(logprob) ? null : Math.exp(logprob);

export function levelOf(p: number | null): number {
  if (p === null) {
    return UNKNOWN;
  }
  const level = LEVELS.findIndex((least) => p >= least);
  return level < 0 ? LEVELS.length : level;
}

function push<Value>(
  column: Value[],
  numbers: Iterable<number>,
  of = (one: number) => one as Value,
): void {
  for (const one of numbers) {
    column.push(of(one));
  }
}

export class Tokens {
  branch = 0;
  /** How many are of the prompt: they stand first. */
  prompt = 0;
  private texts: string[] = [];
  private logprobs: number[] = [];
  private entropies: number[] = [];
  private ranks: number[] = [];
  private flags: number[] = [];
  /** Where the alternatives of each begin; one more for the end. */
  private firsts: number[] = [0];
  private otherTexts: string[] = [];
  private otherLogprobs: number[] = [];
  private otherFlags: number[] = [];

  get count(): number {
    return this.texts.length;
  }

  /** Take a message; false where it does not follow what is here. */
  take({ branch, start, words }: TokensNews, buffers: Buffers): boolean {
    const follows = branch === this.branch ? start <= this.count : !start;
    if (!follows) {
      return false;
    }
    this.branch = branch;
    this.cut(start);
    const word = (index: number) => words[index] ?? "";
    const flags = integers(buffers, 4, 1);
    push(this.texts, integers(buffers, 0, 4), word);
    push(this.logprobs, floats(buffers, 1));
    push(this.entropies, floats(buffers, 2));
    push(this.ranks, integers(buffers, 3, 2));
    push(this.flags, flags);
    this.prompt += flags.filter((one) => one & PROMPT).length;
    let last = this.otherTexts.length;
    push(this.firsts, integers(buffers, 5, 1), (count) => {
      last += count;
      return last;
    });
    push(this.otherTexts, integers(buffers, 6, 4), word);
    push(this.otherLogprobs, floats(buffers, 7));
    push(this.otherFlags, integers(buffers, 8, 1));
    return true;
  }

  text = (at: number): string => this.texts[at] ?? "";
  p = (at: number): number | null => probability(this.logprobs[at]);
  logprob = (at: number): number | null => {
    const value = this.logprobs[at] ?? Number.NaN;
    return Number.isNaN(value) ? null : value;
  };
  entropy = (at: number): number | null => {
    const value = this.entropies[at] ?? Number.NaN;
    return Number.isNaN(value) ? null : value;
  };
  rank = (at: number): number => this.ranks[at] ?? 0;
  isSpecial = (at: number): boolean => !!((this.flags[at] ?? 0) & SPECIAL);
  isPrompt = (at: number): boolean => at < this.prompt;
  isKept = (at: number): boolean => !!((this.flags[at] ?? 0) & KEPT);
  /** Place among the generated tokens, from 0; those of the prompt count down from -1. */
  position = (at: number): number => at - this.prompt;

  /** How many alternatives are told of at a place. */
  told = (at: number): number => (this.firsts[at + 1] ?? 0) - (this.firsts[at] ?? 0);

  /** The likeliest tokens at a place, best first. */
  alternatives(at: number): Alternative[] {
    const found: Alternative[] = [];
    for (let one = this.firsts[at] ?? 0; one < (this.firsts[at + 1] ?? 0); one++) {
      found.push({
        text: this.otherTexts[one] ?? "",
        p: probability(this.otherLogprobs[one]),
        special: !!((this.otherFlags[one] ?? 0) & SPECIAL),
      });
    }
    return found;
  }

  /** The generated token whose probability is the least, or -1. */
  leastSure(): number {
    let [found, least] = [-1, Infinity];
    for (let at = this.prompt; at < this.count; at++) {
      const value = this.logprobs[at] ?? Number.NaN;
      if (value < least) {
        [found, least] = [at, value];
      }
    }
    return found;
  }

  /** The next generated token below a probability, in a direction and around the ends; or -1. */
  unsure(from: number, by: 1 | -1, below: number): number {
    const [bound, span] = [Math.log(below), this.count - this.prompt];
    const start = Math.max(from - this.prompt, by > 0 ? -1 : 0);
    for (let step = 1; step <= span; step++) {
      const at = this.prompt + ((start + by * step + span) % span);
      if ((this.logprobs[at] ?? Number.NaN) < bound) {
        return at;
      }
    }
    return -1;
  }

  /** The generated text. */
  words(): string {
    return this.texts.filter((_, at) => at >= this.prompt && !this.isSpecial(at)).join("");
  }

  private cut(start: number): void {
    const others = this.firsts[start] ?? 0;
    for (const column of [this.texts, this.logprobs, this.entropies, this.ranks, this.flags]) {
      column.length = start;
    }
    this.firsts.length = start + 1;
    for (const column of [this.otherTexts, this.otherLogprobs, this.otherFlags]) {
      column.length = others;
    }
    this.prompt = Math.min(this.prompt, start);
  }
}

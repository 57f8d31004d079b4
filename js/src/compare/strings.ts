// What users read about a comparison: part of the one table to translate.

export const add = "Add a lane";
export const removeLane = (name: string) => `Remove ${name}`;
export const noName = "the client's model";
export const noProvider = "the client's";
export const hint = "The answer will appear here.";
export const answerOf = (name: string) => `Answer of ${name}`;
export const run = "Run";
export const stop = "Stop";
export const runLane = (name: string) => `Run ${name}`;
export const stopLane = (name: string) => `Stop ${name}`;
export const best = "Best";
export const bestLane = (name: string) => `${name} is the best`;
export const thoughts = "Thoughts";
export const pin = "Pin";
export const unpin = "Unpin";
export const pinned = "Pinned";
export const pinHelp = "Keep these answers beside those of the next run";
export const pinnedName = (name: string) => `${name} (pinned)`;
export const difference = "Difference";
export const from = "from";
export const to = "to";
export const same = "Both say the same.";
export const nothing = "There is no text yet.";
export const together = "Scroll together";
const words = (count: number) => `${count} ${count === 1 ? "word" : "words"}`;
export const differs = (first: string, less: number, second: string, more: number) =>
  `${words(less)} only in ${first} (−), ${words(more)} only in ${second} (+).`;
export const before = (count: number) =>
  count === 1 ? "1 message before" : `${count} messages before`;
/** How all lanes have ended, in one sentence. */
export const over = (done: number, failed: number, stopped: number) =>
  [done && `${done} done`, failed && `${failed} failed`, stopped && `${stopped} stopped`]
    .filter(Boolean)
    .join(", ");
export const failed = (name: string, title: string) => `${name} failed: ${title}.`;

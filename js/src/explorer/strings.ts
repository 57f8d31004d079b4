// Every text of the explorer that a user reads and that does not come from Python.

export const title = "Models";
export const count = (value: number) => value.toLocaleString("en");
export const models = (value: number) => `${count(value)} ${value === 1 ? "model" : "models"}`;

export const search = "Search models";
export const searchHint = "name, task or framework";
export const filters = {
  task: { label: "Task", all: "All tasks" },
  framework: { label: "Framework", all: "All frameworks" },
  state: { label: "Status", all: "Any status" },
  provider: { label: "Provider", all: "All providers" },
};
export const optionOf = (name: string, value: number) => `${name} (${count(value)})`;
export const columns = {
  id: "Model",
  task: "Task",
  framework: "Framework",
  state: "Status",
  providers: "Providers",
  provider: "Provider",
  input_price: "$ in",
  output_price: "$ out",
  context_length: "Context",
  throughput: "Tok/s",
  first_token_latency: "1st token",
};
export const order = "Order";
export const orders = {
  "": "As listed",
  id: "Model, A to Z",
  "id-": "Model, Z to A",
  task: "Task, A to Z",
  "task-": "Task, Z to A",
  framework: "Framework, A to Z",
  "framework-": "Framework, Z to A",
  state: "Status, loaded first",
  "state-": "Status, loaded last",
};
/** Orders of models that providers serve. */
export const offeredOrders = {
  "": "As listed",
  output_price: "Cheapest answers",
  input_price: "Cheapest prompts",
  "throughput-": "Most tokens a second",
  first_token_latency: "First token soonest",
  "context_length-": "Longest context",
  "providers-": "Most providers",
  id: "Model, A to Z",
  "id-": "Model, Z to A",
  task: "Task, A to Z",
  "output_price-": "Dearest answers",
  "input_price-": "Dearest prompts",
  throughput: "Fewest tokens a second",
  "first_token_latency-": "First token latest",
  context_length: "Shortest context",
  providers: "Fewest providers",
  "task-": "Task, Z to A",
};
export const termHelp = {
  input_price: "US dollars per million tokens of the prompt, at the cheapest provider",
  output_price: "US dollars per million tokens of the answer, at the cheapest provider",
  context_length: "Most tokens of prompt and answer together",
  throughput: "Tokens a second when the service last tried, at the fastest provider",
  first_token_latency: "Time to the first token when the service last tried",
};
export const terms = (active: number) => (active ? `Terms (${active})` : "Terms");
export const has = "Has";
export const servedBy = "Served by";
export const openWith = (provider: string) => `Open with ${provider}`;
export const codeWith = (provider: string) => `Code for ${provider}`;
export const openModel = (id: string) => `Open ${id}`;
export const compare = (models: number) => `Compare ${count(models)}`;
export const compared = "Side by side";
export const drop = "Remove";
export const dropModel = (id: string) => `Remove ${id}`;
export const bestOfAll = "(best)";
export const termNames = {
  input_price: "$ per million tokens in",
  output_price: "$ per million tokens out",
  context_length: "Context, tokens",
  throughput: "Tokens a second",
  first_token_latency: "First token after",
};
export const limits = {
  input_price: { label: "Price of prompts", all: "Any price in" },
  output_price: { label: "Price of answers", all: "Any price out" },
  context_length: { label: "Context", all: "Any context" },
  first_token_latency: { label: "First token", all: "Any latency" },
  throughput: { label: "Tokens a second", all: "Any speed" },
};
export const bounded = (term: string, value: string, least: boolean) => {
  const unit = { input_price: " in", output_price: " out", throughput: " tokens/s" }[term] ?? "";
  const what = term === "context_length" ? " of context" : unit;
  return value === free ? `Free${unit}` : `${least ? "≥" : "≤"} ${value}${what}`;
};
export const free = "free";
export const notTold = "not told";
export const needs = {
  tools: { label: "Tools", short: "tools", help: "can call tools" },
  structured: { label: "JSON schema", short: "JSON schema", help: "answers by a JSON schema" },
  free: { label: "Free", short: "free", help: "nothing is charged for now" },
  author: { label: "By its author", short: "author", help: "the provider published the model" },
};
export const offerStates: Record<string, string> = {
  live: "live",
  staging: "staging, for tests only",
  error: "failed the last check",
};
export const pricesOf = (read: string, written: string) =>
  `${read || "?"} in and ${written || "?"} out per million tokens`;
export const contextOf = (tokens: number) => `${count(tokens)} tokens of context`;
export const speedOf = (rate: string) => `${rate} tokens/s`;
export const latencyOf = (time: string) => `first token after ${time}`;
export const yesOrNo = (yes: boolean) => (yes ? "yes" : "no");
export const some = (names: string[]) => `at ${names.join(", ")}`;
export const matched = (found: number, total: number) =>
  found === total ? models(total) : `${count(found)} of ${models(total)}`;
export const clearFilters = "Clear filters";
export const refresh = "Refresh";
export const stop = "Stop";
export const list = "The list";

export const none = "—";
export const listing = (host: string) =>
  host ? `Reading the list of models from ${host} …` : "Reading the list of models …";
export const notRead = "The list of models has not been read yet.";
export const readNow = "Read it now";
export const nothing = (host: string) =>
  `${host || "The service"} lists no models: nothing is deployed there.`;
export const stopped = "Reading was stopped before a model came.";
export const failed = "No list could be read.";
export const noMatch = (query: string) =>
  query ? `No model matches “${query}” and the filters.` : "No model passes the filters.";
export const rest = (value: number) => `${count(value)} of them are on their way …`;

export const read = (age: string, host: string) => `Read ${age}${host && ` from ${host}`}`;
export const tried = (age: string, host: string) => `Asked${host && ` ${host}`} ${age}`;
export const now = "now";
export const ago = (time: string) => (time ? `${time} ago` : "just now");
export const sourcesRead = (done: number, all: number, lists: string) =>
  all === 1 ? "" : `${done} of ${all} ${lists}`;
export const lists = (offered: boolean) => (offered ? "lists" : "frameworks");
export const reading = (done: number, all: number, host: string, lists: string) =>
  `Reading${host && ` ${host}`}${all > 1 ? `, ${done} of ${all} ${lists}` : ""} …`;
export const manyFailed = (failures: number, all: number, lists: string) =>
  `${failures} of ${all} ${lists} could not be read`;
export const couldNotRead = (name: string) => `${name} could not be read.`;
export const wasStopped = "stopped before the end";
export const retry = "Retry";
export const retryAll = "Retry all";
export const sources = "Sources";
export const again = "Read again";
export const every = (seconds: number) =>
  seconds % 60 ? `every ${seconds} s` : seconds > 60 ? `every ${seconds / 60} min` : "every minute";
export const never = "when Refresh is pressed";
export const sourceStates = {
  waiting: "waiting",
  reading: "reading …",
  done: "read",
  failed: "failed",
  stopped: "stopped",
};

export const stateHelp: Record<string, string> = {
  Loaded: "in memory, answers at once",
  Loadable: "can be loaded; the first answer takes longer",
  TooBig: "too big for the shared service",
  Error: "its status could not be had, or it fails to load",
};
export const checkedAgo = (age: string) => `checked ${age}`;
export const unchecked = "as listed, not checked";
export const checking = "checking …";

export const verifyVisible = (value: number) => `Check ${value} in view`;
export const verifySelected = (value: number) => `Check ${value} selected`;
export const verify = "Check status";
export const watch = "Watch until ready";
export const watching = (id: string) => `Watching ${id}`;
export const ready = (id: string) => `${id} is ready.`;
export const open = (widget: string) => `Open in ${widget}`;
export const close = "Close";
export const show = "Show";
export const watchedFor = (time: string, left: string) =>
  `for ${time}${left && `, about ${left} left`}`;
export const openIt = "Open";
export const dismiss = "Dismiss";
export const recommend = "Recommend";
export const recommendedFor = (task: string) => `Recommended for ${task}`;
export const copyId = "Copy id";
export const copyCode = "Copy code";
export const code = "Code";
export const detailsOf = "Details";
export const asking = "Asking the service …";
export const noWidget = (task: string) => `There is no widget for ${task || "this task"} yet.`;
export const selected = (value: number) => `${count(value)} selected`;
export const clearSelection = "Clear selection";
export const openedBelow = (widget: string) => `${widget} is open below`;
export const select = "Select";

// The models as columns: ids in long strings, everything else one code a row. Finds rows by words
// and filters, and counts what each filter would leave. Knows no page and no order.

export const FACETS = ["task", "framework", "state"] as const;
export type Facet = (typeof FACETS)[number];
export type Filters = { [Name in Facet]: string | null };
export type Codes = ArrayLike<number>;

/** A run of rows as it comes: ids joined by newlines, and a code a row and facet. */
export interface Part {
  ids: string;
  codes: { [Name in Facet]: Codes };
}

/** Rows that were found, in the order they were listed, and the rows each name would give. */
export interface Found {
  rows: Uint32Array;
  counts: { [Name in Facet]: Uint32Array };
}

/** Ids as they are and in lower case, and where each begins; a last entry ends the last. */
interface Ids {
  from: number;
  to: number;
  text: string;
  starts: Uint32Array;
  lower: string;
  lowerStarts: Uint32Array;
}

/** The words of a query; each has to be in the id, the task or the framework. */
export const wordsOf = (query: string): string[] => {
  const words = new Set(query.toLowerCase().match(/\S+/g));
  return [...words].filter((word) => ![...words].some((one) => one !== word && one.includes(word)));
};

export class Columns {
  size = 0;
  names: { [Name in Facet]: string[] } = { task: [], framework: [], state: [] };
  private parts: Ids[] = [];
  private all = new Uint32Array(0);
  private codes = {
    task: new Uint16Array(0),
    framework: new Uint16Array(0),
    state: new Uint16Array(0),
  };
  private last: { words: string[]; rows: Uint32Array; size: number } | null = null;

  clear(): void {
    [this.size, this.parts, this.last] = [0, [], null];
  }

  /** Add rows behind the last. */
  append({ ids, codes }: Part): void {
    const count = codes.task.length;
    const starts = beginnings(ids, count);
    const lower = ids.toLowerCase();
    // Lower case is longer for some letters, as for the Turkish dotted capital I.
    const lowerStarts = lower.length === ids.length ? starts : beginnings(lower, count);
    const to = this.size + count;
    this.parts.push({ from: this.size, to, text: ids, starts, lower, lowerStarts });
    for (const facet of FACETS) {
      if (to > this.codes[facet].length) {
        const roomy = new Uint16Array(Math.max(to, this.codes[facet].length * 2));
        roomy.set(this.codes[facet]);
        this.codes[facet] = roomy;
      }
      this.codes[facet].set(codes[facet], this.size);
    }
    this.size = to;
  }

  id(row: number): string {
    const { from, text, starts } = this.part(row);
    return text.slice(starts[row - from], (starts[row - from + 1] as number) - 1);
  }

  lowerId(row: number): string {
    const { from, lower, lowerStarts } = this.part(row);
    return lower.slice(lowerStarts[row - from], (lowerStarts[row - from + 1] as number) - 1);
  }

  code(facet: Facet, row: number): number {
    return this.codes[facet][row] as number;
  }

  name(facet: Facet, row: number): string {
    return this.names[facet][this.code(facet, row)] ?? "";
  }

  setState(row: number, state: string): void {
    if (row < this.size) {
      const known = this.names.state.indexOf(state);
      this.codes.state[row] = known < 0 ? this.names.state.push(state) - 1 : known;
    }
  }

  /** The names of a facet got other codes. */
  recode(facet: Facet, codes: readonly number[]): void {
    const column = this.codes[facet];
    for (let row = 0; row < this.size; row++) {
      column[row] = codes[column[row] as number] ?? 0;
    }
  }

  /** The rows with all words of the query that pass the filters, and `keep` where it is given. */
  find(query: string, filters: Filters, keep = (rows: Uint32Array) => rows): Found {
    const rows = keep(this.search(wordsOf(query)));
    const columns = FACETS.map((facet) => this.codes[facet]);
    const counts = FACETS.map((facet) => new Uint32Array(this.names[facet].length));
    const wanted = FACETS.map((facet) => {
      const name = filters[facet];
      return name === null ? ALL : this.names[facet].indexOf(name);
    });
    const unfiltered = wanted.every((code) => code === ALL);
    const kept = unfiltered ? rows : passing(rows, columns, counts, wanted);
    if (unfiltered) {
      columns.forEach((codes, facet) => {
        countAll(rows, codes, counts[facet] as Uint32Array);
      });
    }
    const [task, framework, state] = counts as [Uint32Array, Uint32Array, Uint32Array];
    return { rows: kept, counts: { task, framework, state } };
  }

  /** The rows that have every word; a query that grew looks only at what the last one left. */
  private search(words: string[]): Uint32Array {
    const { last, size } = this;
    const grew =
      last?.size === size && last.words.every((old) => words.some((word) => word.includes(old)));
    let rows = grew ? last.rows : this.every();
    for (const word of words) {
      if (!grew || !last.words.includes(word)) {
        rows = this.having(word, rows);
      }
    }
    this.last = { words, rows, size };
    return rows;
  }

  /** All rows; kept, because every other key begins with them. */
  private every(): Uint32Array {
    if (this.all.length !== this.size) {
      this.all = new Uint32Array(this.size);
      for (let row = 0; row < this.size; row++) {
        this.all[row] = row;
      }
    }
    return this.all;
  }

  private having(word: string, among: Uint32Array): Uint32Array {
    const named = (facet: Facet) =>
      this.names[facet].map((name) => name.toLowerCase().includes(word));
    const [taskFits, frameworkFits] = [named("task"), named("framework")];
    const anyFits = taskFits.includes(true) || frameworkFits.includes(true);
    const { task, framework } = this.codes;
    const inNames = (row: number) =>
      anyFits && (taskFits[task[row] as number] || frameworkFits[framework[row] as number]);
    const rows = new Uint32Array(among.length);
    let [count, at] = [0, 0];
    for (const { from, to, lower, lowerStarts } of this.parts) {
      const inLine = seeker(lower, lowerStarts, word);
      for (; (among[at] ?? Infinity) < to; at++) {
        const row = among[at] as number;
        if (inLine(row - from) || inNames(row)) {
          rows[count++] = row;
        }
      }
    }
    return rows.subarray(0, count);
  }

  private part(row: number): Ids {
    let [low, high] = [0, this.parts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.parts[middle] as Ids).from <= row) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return this.parts[low] as Ids;
  }
}

// No code, and not the -1 of a name that is not there.
const ALL = -2;

function countAll(rows: Uint32Array, codes: Uint16Array, counts: Uint32Array): void {
  for (let at = 0; at < rows.length; at++) {
    (counts[codes[rows[at] as number] as number] as number)++;
  }
}

/** The rows that pass all filters; `counts` get what each filter would leave with the others. */
function passing(
  rows: Uint32Array,
  columns: Uint16Array[],
  counts: Uint32Array[],
  wanted: number[],
): Uint32Array {
  const kept = new Uint32Array(rows.length);
  let count = 0;
  for (const row of rows) {
    const missed = misses(columns, wanted, row);
    tally(columns, counts, missed, row);
    if (!missed) {
      kept[count++] = row;
    }
  }
  return kept.subarray(0, count);
}

/** A bit for each filter that a row does not pass. */
function misses(columns: Uint16Array[], wanted: number[], row: number): number {
  let missed = 0;
  for (let facet = 0; facet < columns.length; facet++) {
    const code = wanted[facet] as number;
    missed |= code === ALL || (columns[facet] as Uint16Array)[row] === code ? 0 : 1 << facet;
  }
  return missed;
}

/** Count a row for each facet whose own filter is the only one that keeps it out. */
function tally(columns: Uint16Array[], counts: Uint32Array[], missed: number, row: number): void {
  for (let facet = 0; facet < columns.length; facet++) {
    if (!(missed & ~(1 << facet))) {
      const code = (columns[facet] as Uint16Array)[row] as number;
      ((counts[facet] as Uint32Array)[code] as number)++;
    }
  }
}

/** Whether a line has a word; asked for later and later lines, it looks at the text once. */
function seeker(text: string, starts: Uint32Array, word: string): (line: number) => boolean {
  let next = -1;
  return (line) => {
    const start = starts[line] as number;
    if (next < start) {
      next = text.indexOf(word, start);
      next = next < 0 ? Infinity : next;
    }
    return next < (starts[line + 1] as number);
  };
}

/** Where each of the lines begins, and behind the last one where another would. */
function beginnings(text: string, count: number): Uint32Array {
  const starts = new Uint32Array(count + 1);
  for (let line = 1, end = -1; line <= count; line++) {
    end = text.indexOf("\n", end + 1);
    if (end < 0) {
      end = text.length;
    }
    starts[line] = end + 1;
  }
  return starts;
}

// What one view knows of the models: the columns as far as they came, checks of single models, and
// the rows that the view shows. Until the columns are here it shows the rows that Python chose.

import type { Checked, ColumnsNews, OffersNews, View } from "../protocol";
import type { Buffers } from "../talk/model";
import { Columns, FACETS, type Facet, type Found, wordsOf } from "./columns";
import { type OfferCounts, Offers } from "./offer_columns";
import { EVERYTHING, type Offer, savedOffers } from "./offers";
import { byName, IdOrder } from "./order";
import type { Model } from "./scene";

export interface ShownRow {
  row: number;
  id: string;
  task: string;
  framework: string;
  state: string;
  /** Who serves it, where providers do. */
  offers: Offer[];
}

/** What models can be filtered by, with a name each. */
export type FilterName = Facet | "provider";

const DECODER = new TextDecoder();
const NOTHING: Found["rows"] = new Uint32Array(0);

export class Store {
  columns = new Columns();
  offers = new Offers();
  order = new IdOrder(this.columns);
  checked = new Map<number, Checked>();
  view: View = { ...EVERYTHING };
  private rows: Uint32Array = NOTHING;
  private known = { query: "", words: [] as string[] };
  private counts: Found["counts"] | null = null;
  private offered: OfferCounts | null = null;
  private version = -1;

  constructor(private model: Model) {}

  /** What is marked where it is found. */
  get words(): string[] {
    if (this.known.query !== this.view.query) {
      this.known = { query: this.view.query, words: wordsOf(this.view.query) };
    }
    return this.known.words;
  }

  /** Whether the rows are found here, and not in the kernel. */
  get local(): boolean {
    const { size } = this.columns;
    const listing = this.model.get("status") === "listing";
    return size > 0 && (listing || size >= this.model.get("total"));
  }

  /** How many models there are, as far as it is known. */
  get total(): number {
    return Math.max(this.columns.size, this.model.get("total"));
  }

  /** How many models fit the query and the filters. */
  get matched(): number {
    return this.local ? this.rows.length : this.model.get("first").matched;
  }

  /** How many of them can be shown. */
  get count(): number {
    return this.local ? this.rows.length : this.model.get("first").rows.length;
  }

  /** How many of them are on their way, while some are shown. */
  get awaited(): number {
    return this.count && Math.max(0, this.matched - this.count);
  }

  at(position: number): ShownRow {
    if (this.local) {
      return this.rowOf(this.rows[position] as number);
    }
    const first = this.model.get("first");
    const [row, id, task, framework, listed] = first.rows[position] ?? NO_ROW;
    const state = this.checked.get(row)?.state ?? listed;
    return { row, id, task, framework, state, offers: savedOffers(first.offers?.[position]) };
  }

  /** A row wherever it is, or null where it is not known yet. */
  find(row: number): ShownRow | null {
    if (row < this.columns.size) {
      return this.rowOf(row);
    }
    const position = this.model.get("first").rows.findIndex(([one]) => one === row);
    return !this.local && position >= 0 ? this.at(position) : null;
  }

  /** Where a row is shown, or -1. */
  positionOf(row: number): number {
    return this.local
      ? this.rows.indexOf(row)
      : this.model.get("first").rows.findIndex(([one]) => one === row);
  }

  /** The names of a facet with the rows that each would leave, in alphabetical order. */
  names(facet: FilterName): [string, number][] {
    const counted = this.counted(facet) ?? this.model.get("facets")?.[facet] ?? [];
    return [...counted].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  private counted(facet: FilterName): Iterable<[string, number]> | null {
    if (!this.local || !this.counts) {
      return null;
    }
    if (facet === "provider" || (facet === "state" && this.hasOffers)) {
      return this.offered?.[facet] ?? null;
    }
    const counts = this.counts[facet];
    return this.columns.names[facet].map((name, code) => [name, counts[code] ?? 0]);
  }

  /** Whether providers serve the models. */
  get hasOffers(): boolean {
    return this.model.get("has_offers");
  }

  /** Find and sort anew. */
  update(): void {
    const { query, sort, descending } = this.view;
    const { rows, counts } = this.hasOffers ? this.search() : this.columns.find(query, this.view);
    this.counts = counts;
    if (sort === "id") {
      this.rows = this.order.sorted(rows, descending);
    } else if (isFacet(sort)) {
      const code = (row: number) => this.columns.code(sort, row);
      this.rows = byName(rows, code, this.columns.names[sort], descending);
    } else if (sort && this.hasOffers) {
      this.rows = this.offers.sorted(rows, this.view);
    } else {
      this.rows = descending ? rows.slice().reverse() : rows;
    }
  }

  /** The rows of which one offer fits; a state is that of an offer. */
  private search(): Found {
    const { view } = this;
    const filters = { ...view, state: null };
    this.offered = this.offers.counts(this.columns.find(view.query, filters).rows, view);
    return this.columns.find(view.query, filters, (rows) => this.offers.having(rows, view));
  }

  /** Learn what checks found. */
  check(version: number, rows: Record<string, Checked>): void {
    if (this.version >= 0 && version !== this.version) {
      return;
    }
    for (const [key, found] of Object.entries(rows)) {
      this.checked.set(Number(key), found);
      this.columns.setState(Number(key), found.state);
    }
  }

  /** Take rows in; false when some before them are missing. */
  async add(message: ColumnsNews, buffers: Buffers): Promise<boolean> {
    const { version, from, to } = message;
    this.begin(version);
    const { names, size } = this.columns;
    [names.task, names.framework] = [message.tasks, message.frameworks];
    // Checks may have brought states that the list does not have.
    const more = names.state.filter((name) => !message.states.includes(name));
    const codes = names.state.map((name) => [...message.states, ...more].indexOf(name));
    if (codes.some((code, old) => code !== old)) {
      this.columns.recode("state", codes);
    }
    names.state = [...message.states, ...more];
    if (to <= size || from > size) {
      return from <= size;
    }
    const [ids, ...rest] = await Promise.all(buffers.map((one) => unpack(message, one)));
    const [task, framework, state] = rest.map((bytes, index) =>
      index === 0 && message.task_bytes === 2 ? wide(bytes) : bytes,
    );
    if (ids && task && framework && state) {
      const skip = size - from;
      const text = DECODER.decode(ids);
      this.columns.append({
        ids: skip ? text.split("\n").slice(skip).join("\n") : text,
        codes: {
          task: task.subarray(skip),
          framework: framework.subarray(skip),
          state: state.subarray(skip),
        },
      });
    }
    for (const [row, { state: name }] of this.checked) {
      this.columns.setState(row, name);
    }
    return true;
  }

  /** Take in who serves models. */
  async offer(message: OffersNews, buffers: Buffers): Promise<void> {
    this.begin(message.version);
    const unpacked = await Promise.all(buffers.map((one) => unpack(message, one)));
    this.offers.set(message, unpacked);
  }

  /** Forget the rows of another list. */
  private begin(version: number): void {
    if (version !== this.version) {
      this.version = version;
      this.columns.clear();
      this.offers.clear();
      this.order.clear();
      this.checked.clear();
    }
  }

  private rowOf(row: number): ShownRow {
    const { columns } = this;
    const [task, framework, state] = FACETS.map((facet) => columns.name(facet, row)) as [
      string,
      string,
      string,
    ];
    return { row, id: columns.id(row), task, framework, state, offers: this.offers.of(row) };
  }
}

type Packed = Pick<ColumnsNews, "encoding">;

const isFacet = (sort: string): sort is Facet => FACETS.includes(sort as Facet);

const NO_ROW: [number, string, string, string, string] = [-1, "", "", "", ""];

async function unpack({ encoding }: Packed, view: DataView): Promise<Uint8Array> {
  const bytes = new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset, view.byteLength);
  if (encoding !== "deflate") {
    return bytes;
  }
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function wide(bytes: Uint8Array): Uint16Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint16Array.from({ length: bytes.length / 2 }, (_, at) => view.getUint16(at * 2, true));
}

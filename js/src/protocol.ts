// The border between Python and the page: traits, messages and kinds of output.
// Written from hfwidgets/widgets/protocol by scripts/write_protocol.py.

export type FieldKind =
  | "text"
  | "integer"
  | "number"
  | "boolean"
  | "strings"
  | "model"
  | "image"
  | "audio"
  | "table"
  | "object";

export type OutputName =
  | "answers"
  | "boxes"
  | "candidates"
  | "cells"
  | "conversation"
  | "labels"
  | "picture"
  | "picture-answers"
  | "pictures"
  | "predictions"
  | "scores"
  | "segments"
  | "similarity"
  | "sound"
  | "sound-scores"
  | "sounds"
  | "spans"
  | "text"
  | "text-stream"
  | "transcript"
  | "value"
  | "vectors"
  | "video";

export type Status = "idle" | "loading" | "running" | "done" | "stopped" | "error";

export type ListStatus = "idle" | "listing" | "done" | "stopped" | "error";

export type Announce = "off" | "summary" | "full";

export type Facet = "task" | "framework" | "state";

export type CellState = "waiting" | "running" | "done" | "failed" | "stopped";

export type Value = number | string;

export type Values = Record<string, unknown>;

/** Left, top, right and bottom in pixels of the upright picture. */
export type Box = [number, number, number, number];

/** Alternates normal and special text, normal first: parts[0] may be "". */
export type Parts = string[];

/** Parameters that belong together: their heading, "" for those that go across, and their names. */
export type Section = [string, string[]];

/** Row, id, task, framework, state. */
export type Row = [number, string, string, string, string];

/** One argument of a task, as its editor needs it. */
export interface Field {
  name: string;
  kind: FieldKind;
  group: "input" | "parameter";
  help: string;
  /** The trait that holds the value, where it cannot have the field's name. */
  trait?: string;
  required?: boolean;
  nullable?: boolean;
  /** What the server or the method uses while the field is unset. */
  default?: unknown;
  minimum?: number;
  maximum?: number;
  /** Exclusive bound. */
  above?: number;
  /** Exclusive bound. */
  below?: number;
}

/** What the page draws for a task. */
export interface Form {
  task: string;
  title: string;
  output: OutputName;
  fields: Field[];
  sections: Section[];
}

/** What was measured of a run. Times in seconds; whatever is unknown is null or missing. */
export interface Counters {
  tokens?: number | null;
  time_to_first_token?: number | null;
  tokens_per_second?: number | null;
  elapsed?: number | null;
  finish_reason?: string | null;
  compute_time?: number | null;
  compute_type?: string | null;
  cached?: boolean | null;
  model?: string | null;
  /** Who answered. */
  provider?: string | null;
  /** US dollars. */
  cost?: number | null;
  /** Cells of a grid that failed. */
  failed?: number | null;
  /** Cells of a grid that were stopped. */
  stopped?: number | null;
}

/** A link of an error's card. */
export interface Link {
  text: string;
  href: string;
}

/** The card of an error. */
export interface Problem {
  title: string;
  cause: string;
  remedy: string;
  details: string;
  link?: Link | null;
  status?: number | null;
  /** Unix seconds. */
  retry_at?: number | null;
  request_id?: string | null;
  can_retry: boolean;
  field?: string | null;
  /** Who was asked. */
  provider?: string | null;
  /** Providers that serve the model too. */
  others?: string[];
}

/** Why a model cannot run, in short. */
export interface Reason {
  title: string;
  cause: string;
  remedy: string;
  link?: Link | null;
}

/** Why nothing comes yet. */
export interface Waiting {
  /** That the model loads, or what a provider says of its job. */
  title: string;
  /** 0 where a job is asked for. */
  attempt: number;
  /** Seconds. */
  estimate: number | null;
  /** Unix seconds. */
  since: number;
  /** Unix seconds. */
  next: number;
}

/** A picture that a field holds. */
export interface Picture {
  id: string;
  name: string;
  /** Pixels of the upright picture. */
  width: number;
  height: number;
  /** MIME type. */
  type: string;
  /** Bytes. */
  size: number;
  source: "page" | "python" | "url" | "widget";
  url?: string | null;
  state: "ready" | "fetching" | "bad";
  /** Why it cannot be used, and what to do. */
  fault?: string | null;
  /** What a person should know: "first frame of an animation". */
  notice?: string | null;
  cropped?: boolean;
  /** The upload that brought it: the page that sent it has its bytes. */
  upload?: string | null;
}

/** The picture that was given, the one that was made, all of a gallery, or its grid. */
export interface WholePart {
  kind: "input" | "made" | "items" | "grid";
}

/** One of what was found. */
export interface IndexedPart {
  kind: "segment" | "box";
  index: number;
}

/** One picture of a gallery. */
export interface ItemPart {
  kind: "item";
  item: string;
}

/** Words that a model said. */
export interface TextPart {
  kind: "text";
  text: string;
}

/** What is handed on to another widget, or written to a file. */
export type What = WholePart | IndexedPart | ItemPart | TextPart | SoundPart;

/** A widget that takes a picture, or one of a widget's texts. */
export interface Target {
  /** Its model id, or "new:<task>" to make one; for a text "/" and its field. */
  target: string;
  title: string;
  detail: string;
}

/** A picture of a gallery. */
export interface Item {
  id: string;
  /** Pixels, upright; null while unknown. */
  width: number | null;
  height: number | null;
  /** MIME type of what the server sent. */
  type: string;
  /** Bytes of what the server sent. */
  size: number;
  seed: number | string | null;
  /** What was sent, by name; unset ones are missing. */
  parameters: Values;
  prompt: string;
  model: string | null;
  pinned: boolean;
  /** Unix seconds. */
  created: number;
}

/** One cell of a grid. */
export interface Cell {
  cell: number;
  state: CellState;
  /** Id of its picture. */
  item?: string | null;
  error?: string | null;
  /** The picture had been made before, by the same request. */
  reused?: boolean;
}

/** One parameter of a grid, and its values. */
export interface Axis {
  name: string;
  values: (number | string | null)[];
}

/** Cells by row; the first axis gives the columns, the second the rows. */
export interface Grid {
  axes: Axis[];
  cells: Cell[];
}

/** A picture that has come, in a buffer of its own. */
export interface NewItem {
  id: string;
  type: string;
}

/** Where models are read from: a framework's route, or the list of a hub. */
export interface Source {
  name: string;
  host: string;
  state: "waiting" | "reading" | "done" | "failed" | "stopped";
  count: number;
  /** Unix seconds. */
  read_at: number | null;
  error?: string | null;
  can_retry: boolean;
}

/** Provider, task, state, two bits for each need (0: not told, 1: no, 2: yes), and the terms. */
export type SavedOffer = [string, string, string, number, (number | null)[]];

export type Term =
  | "input_price"
  | "output_price"
  | "context_length"
  | "first_token_latency"
  | "throughput";

export type Order = "" | "id" | "task" | "framework" | "state" | "providers" | Term;

export type Need = "tools" | "structured" | "free" | "author";

/** What the user of an explorer looks for, and in which order. */
export interface View {
  query: string;
  task: string | null;
  framework: string | null;
  state: string | null;
  /** "" is the order of the list. */
  sort: Order;
  descending: boolean;
  provider: string | null;
  /** What one offer has to have. */
  needs: Need[];
  /** What its terms have to be, at most or at least. */
  limits: Record<string, number>;
}

/** A view, and which page set it. */
export interface ViewBy extends View {
  by: string;
}

/** The first rows of a view. */
export interface First {
  matched: number;
  rows: Row[];
  /** Who serves each row's model. */
  offers?: SavedOffer[][];
}

/** How many models each name has. */
export interface Facets {
  task: [string, number][];
  framework: [string, number][];
  state: [string, number][];
  provider?: [string, number][];
}

/** What a check of one model found. */
export interface Checked {
  state: string;
  compute_type?: string | null;
  /** Unix seconds. */
  checked: number;
  /** Why it cannot run, in a line. */
  reason?: string | null;
}

/** A model that is watched until it is ready. */
export interface Watched {
  on: boolean;
  ready: boolean;
  /** Unix seconds. */
  since: number;
  /** When (Unix seconds), and which state. */
  history: [number, string][];
  /** Seconds. */
  estimate?: number | null;
  ended?: string | null;
}

/** A sound that a field holds. */
export interface Sound {
  id: string;
  name: string;
  /** MIME type. */
  type: string;
  /** Bytes. */
  size: number;
  /** How long it lasts; null where only a player finds out. */
  seconds: number | null;
  /** Samples a second. */
  rate?: number | null;
  channels?: number | null;
  source: "page" | "python" | "url" | "widget";
  url?: string | null;
  state: "ready" | "fetching" | "bad";
  /** Why it cannot be used, and what to do. */
  fault?: string | null;
  /** The upload that brought it: the page that sent it has its bytes. */
  upload?: string | null;
}

/** A sound that was made. */
export interface MadeSound {
  id: string;
  label: string;
  /** MIME type, or "" where it cannot be played. */
  type: string;
  /** Bytes. */
  size: number;
  seconds: number | null;
  /** How its file's name ends. */
  ending: string;
}

/** The sounds that were made. */
export interface SoundsOutput {
  sounds: MadeSound[];
}

/** A part of what was said, in seconds. */
export interface Chunk {
  text: string;
  start: number | null;
  end: number | null;
}

/** What was said, and when, where the model tells it. */
export interface TranscriptOutput {
  text: string;
  chunks: Chunk[];
  /** The sound that it is of. */
  sound: Sound | null;
}

/** One of the sounds that were made. */
export interface SoundPart {
  kind: "sound";
  index: number;
}

/** Fetch a sound from an address. */
export interface SoundUrlCall {
  kind: "sound-url";
  id: string;
  field: string;
  url: string;
}

/** Hold no sound, or what was held before the last change. */
export interface SoundChangeCall {
  kind: "sound-clear" | "sound-restore";
  id: string;
  field: string;
}

/** Send the bytes of a sound. */
export interface SoundCall {
  kind: "sound";
  id: string;
  sound: string;
}

/** Send the outline of a sound. */
export interface PeaksCall {
  kind: "peaks";
  id: string;
  sound: string;
}

export type SoundsCall = SoundUrlCall | SoundChangeCall | SoundCall | PeaksCall;

/** The bytes of a sound, in one buffer. */
export interface SoundNews {
  kind: "sound";
  id: string;
  /** MIME type. */
  type: string;
}

/**
 * Lowest and highest sample of each part in turn, a byte each in one buffer; 127 is full scale.
 * Without a buffer only a player can read the file.
 */
export interface PeaksNews {
  kind: "peaks";
  id: string;
}

export type ColumnKind = "number" | "boolean" | "text";

export type Texts = (string | null)[];

/** What is held for a field that takes a table. */
export interface TableState {
  /** Counts the tables that were held: each is fetched once. */
  serial: number;
  /** The file's, where it came from one. */
  name: string;
  /** When it was taken; edits do not change it here. */
  rows: number;
  columns: number;
  /** What a person should know of how it was read. */
  notes: string[];
  /** Whether there is an earlier one to go back to. */
  restorable: boolean;
}

/** Name and kind of a column. */
export interface Head {
  name: string;
  kind: ColumnKind;
}

/** A column with all its cells. */
export interface WholeColumn extends Head {
  cells: Texts;
}

/** Other cells in a rectangle. */
export interface CellsChange {
  op: "cells";
  row: number;
  column: number;
  /** Rows of cells. */
  cells: Texts[];
}

/** Another name or kind of a column. */
export interface HeadChange {
  op: "head";
  column: number;
  name: string;
  kind: ColumnKind;
}

/** Rows that go, and rows that come in their place. */
export interface RowsChange {
  op: "rows";
  at: number;
  remove: number;
  insert: Texts[];
}

/** Columns that go, and columns that come in their place. */
export interface ColumnsChange {
  op: "columns";
  at: number;
  remove: number;
  insert: WholeColumn[];
}

export type TableChange = CellsChange | HeadChange | RowsChange | ColumnsChange;

/** Tell the whole table of a field. */
export interface TableCall {
  kind: "table";
  id: string;
  field: string;
}

/** The table as a person changed it in this view. */
export interface TableEditCall {
  kind: "table-edit";
  id: string;
  view: string;
  field: string;
  /** Of the table that the changes are for: others are refused. */
  shape: number;
  changes: TableChange[];
}

/** Hold no table, or the one that was held before. */
export interface TableHeldCall {
  kind: "table-clear" | "table-restore";
  id: string;
  field: string;
}

/** The whole table: a buffer for each column, a list of texts as JSON. */
export interface TableNews {
  kind: "table";
  id: string;
  field: string;
  serial: number;
  /** Counts the changes. */
  version: number;
  /** Counts the changes after which cells are in other places. */
  shape: number;
  heads: Head[];
}

/** The table was changed in a view: all others make the same changes. */
export interface TableEditedNews {
  kind: "table-edited";
  view: string;
  field: string;
  changes: TableChange[];
}

/** What answers a question about a table. */
export interface CellsOutput {
  answer: string;
  /** How the cells are combined; "" where they are not. */
  aggregator: string;
  /** What that makes, where it can be computed. */
  combined: string | null;
  /** Row, column, text: from 0. */
  cells: [number, number, string][];
  /** Of the table that was asked about. */
  version: number;
  shape: number;
}

/** A prediction for each row, in one buffer: a list of texts, numbers and nulls as JSON. */
export interface PredictionsOutput {
  /** Of the table that was asked about. */
  rows: number;
  version: number;
  shape: number;
  note?: string;
}

/** Of every task widget; each field of its form is a trait as well. */
export interface TaskTraits {
  form: Form;
  status: Status;
  counters: Counters | null;
  problem: Problem | null;
  waiting: Waiting | null;
  notice: string | null;
  announce: Announce;
  /** Who answers; null at a server without providers. */
  provider: string | null;
  /** By name of the field that holds it. */
  pictures?: Record<string, Picture | null>;
  /** By name of its field. */
  sounds?: Record<string, Sound | null>;
  /** By name of its field. */
  tables?: Record<string, TableState | null>;
  /** Reference of the widget that is shown below this one, "IPY_MODEL_<id>". */
  opened?: string | null;
}

/** Of a task widget that keeps what it made. */
export interface GalleryTraits {
  items: Item[];
  grid?: Grid | null;
  /** Whether a seed is drawn for each run. */
  randomize: boolean;
}

/** Of the list of models. */
export interface ExplorerTraits {
  status: ListStatus;
  problem: Problem | null;
  /** Counts the lists that came. */
  version: number;
  total: number;
  announce: Announce;
  sources: Source[];
  facets: Facets;
  /** Whether providers serve the models. */
  has_offers: boolean;
  view: ViewBy;
  /** The first rows of that view. */
  first: First;
  selected_row: number | null;
  selection_rows: number[];
  /** The id of each task's recommended model. */
  recommended: Record<string, string>;
  opened: string | null;
  opened_title: string;
  /** By row. */
  watched: Record<string, Watched>;
  notice: string | null;
  /** Seconds after which the list is read anew by itself; null is never. */
  refresh_every: number | null;
}

/** Of the status of one model. */
export interface BadgeTraits {
  model: string;
  state: string;
  compute_type: string | null;
  /** Unix seconds. */
  checked: number | null;
  reason: string | null;
  checking: boolean;
  watched: Watched | null;
}

/** Set these values and run. */
export interface RunCall {
  kind: "run";
  id: string;
  values: Values;
  /** Text that the run goes on from. */
  after?: string | null;
}

/** Stop the run, or the reading of a list. */
export interface StopCall {
  kind: "stop";
  id: string;
}

/** Set these values. */
export interface EditCall {
  kind: "edit";
  values: Values;
  announce?: Announce;
  randomize?: boolean;
}

/** The text as a person changed it. */
export interface TextCall {
  kind: "text";
  view: string;
  text: string;
}

/** Tell this view all there is: it is new, or missed something. */
export interface SnapshotCall {
  kind: "snapshot";
  view: string;
}

/** Tell what the last run asked and was answered. */
export interface ExchangeCall {
  kind: "exchange";
  id: string;
}

/** Put what is shown into a variable of the notebook. */
export interface VariableCall {
  kind: "variable";
  id: string;
  name: string;
}

/** Tell this view models that hold a text, and again while the list grows. */
export interface ModelsCall {
  kind: "models";
  view: string;
  query: string;
  offset: number;
  refresh?: boolean;
}

/** Tell the state of one model. */
export interface ModelStatusCall {
  kind: "model-status";
  id: string;
  model: string;
}

/** Tell who serves a model, and on which terms. */
export interface ProvidersCall {
  kind: "providers";
  id: string;
  /** Its id; "" is the one that a run takes where none is named. */
  model: string;
}

/** One piece of a file, in one buffer. */
export interface UploadCall {
  kind: "upload";
  id: string;
  /** Names the file: all its pieces bear it. */
  file: string;
  field: string;
  name: string;
  /** MIME type. */
  type: string;
  /** Bytes of the whole file. */
  size: number;
  /** Bytes before this piece. */
  offset: number;
  last: boolean;
}

/** Take back what came of a file. */
export interface UploadCancelCall {
  kind: "upload-cancel";
  file: string;
}

/** Fetch a picture from an address. */
export interface PictureUrlCall {
  kind: "picture-url";
  id: string;
  field: string;
  url: string;
}

/** Hold no picture, the whole one again, or what was held before the last change. */
export interface PictureChangeCall {
  kind: "picture-clear" | "picture-uncrop" | "picture-restore";
  id: string;
  field: string;
}

/** Work on a part of the picture. */
export interface PictureCropCall {
  kind: "picture-crop";
  id: string;
  field: string;
  box: Box;
}

/** Send the bytes of a picture. */
export interface PictureCall {
  kind: "picture";
  id: string;
  /** Its id; a small one has its own: "p12/192" has 192 pixels on its shorter side. */
  picture: string;
}

/** Pin one of what was found, or none. */
export interface PinCall {
  kind: "select";
  index: number | null;
}

/** Tell the widgets that a picture can be handed to, or a text where the widget is about one. */
export interface TargetsCall {
  kind: "targets";
  id: string;
}

/** Hand a picture or a text to another widget. */
export interface UseCall {
  kind: "use";
  id: string;
  target: string;
  what: What;
}

/** Tell the token that stands for a word to guess. */
export interface MaskCall {
  kind: "mask";
  id: string;
}

/** Compare each of several texts with each. */
export interface CompareCall {
  kind: "compare";
  id: string;
}

/** Close the widget that was opened below. */
export interface CloseCall {
  kind: "close";
  id: string;
}

/** Send a file to keep. */
export interface FileCall {
  kind: "file";
  id: string;
  what: What | string;
  format: string;
}

/** Write a file where the kernel runs. */
export interface SaveCall {
  kind: "save";
  id: string;
  what: What | string;
  format: string;
  path: string;
}

/** Keep a picture when the oldest ones go. */
export interface ItemPinCall {
  kind: "item-pin";
  id: string;
  item: string;
  pinned: boolean;
}

/** Delete a picture, undo that, or take its parameters over into the form. */
export interface ItemCall {
  kind: "item-delete" | "item-restore" | "item-parameters";
  id: string;
  item: string;
}

/** Take parameters from a PNG file without its pixels, in one buffer. */
export interface FromPngCall {
  kind: "from-png";
  id: string;
  name: string;
}

/** Make a grid over the values of one or two parameters. */
export interface SweepCall {
  kind: "sweep";
  id: string;
  axes: Record<string, Value[]>;
}

/** Try a cell of the grid again. */
export interface CellRetryCall {
  kind: "cell-retry";
  id: string;
  cell: number;
}

/** Read the list anew, or check the model again. */
export interface ListCall {
  kind: "refresh" | "check";
  id: string;
}

/** Look for this, in this order. */
export interface ViewCall extends View {
  kind: "view";
  id: string;
  /** The view that asks. */
  by: string;
}

/** Read a source again that failed; null is all of them. */
export interface RetryCall {
  kind: "retry";
  id: string;
  source: string | null;
}

/** Ask for the state of these models. */
export interface VerifyCall {
  kind: "verify";
  id: string;
  rows: number[];
}

/** Wait for a model or recommend it for its task, or no more. */
export interface SwitchCall {
  kind: "watch" | "recommend";
  id: string;
  row: number;
  on: boolean;
}

/** Wait for the badge's model, or no more. */
export interface WatchCall {
  kind: "watch";
  id: string;
  on: boolean;
}

/** What is selected, and the row that has the focus. */
export interface SelectCall {
  kind: "select";
  id: string;
  rows: number[];
  focus: number | null;
}

/** Tell all of a model, or open its task's widget. */
export interface RowCall {
  kind: "details" | "open";
  id: string;
  row: number;
  /** Who serves what is opened. */
  provider?: string | null;
}

/** Whether a person can see the view. */
export interface VisibleCall {
  kind: "visible";
  view: string;
  on: boolean;
}

export type TaskCall =
  | RunCall
  | StopCall
  | EditCall
  | TextCall
  | SnapshotCall
  | ExchangeCall
  | VariableCall
  | ModelsCall
  | ModelStatusCall
  | ProvidersCall
  | UploadCall
  | UploadCancelCall
  | PictureUrlCall
  | PictureChangeCall
  | PictureCropCall
  | PictureCall
  | PinCall
  | TargetsCall
  | UseCall
  | MaskCall
  | CompareCall
  | CloseCall
  | FileCall
  | SaveCall
  | ItemPinCall
  | ItemCall
  | FromPngCall
  | SweepCall
  | CellRetryCall
  | TableCall
  | TableEditCall
  | TableHeldCall
  | SoundUrlCall
  | SoundChangeCall
  | SoundCall
  | PeaksCall;

export type ExplorerCall =
  | ListCall
  | StopCall
  | CompareCall
  | CloseCall
  | ViewCall
  | RetryCall
  | VerifyCall
  | SwitchCall
  | SelectCall
  | RowCall
  | SnapshotCall
  | VisibleCall;

export type BadgeCall = ListCall | WatchCall | SnapshotCall | VisibleCall;

/** A call was taken, or why it was not: any call may be refused so. */
export interface AckNews {
  kind: "ack";
  id: string;
  error?: string | null;
}

/** What is wrong with values, by field. With an id they were those of a run. */
export interface InvalidNews {
  kind: "invalid";
  id?: string | null;
  errors: Record<string, string>;
}

/** A run begins. */
export interface StartNews {
  kind: "start";
  run: number;
  /** What is shown before anything came. */
  text?: string;
}

/** A part has come. */
export interface DeltaNews {
  kind: "delta";
  run: number;
  /** Counts the parts of a run from 1. */
  seq: number;
  parts?: Parts;
  tokens?: number;
  /** Time to first token, seconds. */
  ttft?: number | null;
  /** Pictures that have come, one buffer each. */
  items?: NewItem[];
}

/** All there is, for one view. */
export interface SnapshotNews {
  kind: "snapshot";
  view: string;
  run: number;
  seq: number;
  parts?: Parts;
  tokens?: number;
  /** As in "end". */
  output?: unknown;
  prompts?: string[];
  /** Seconds. */
  elapsed?: number | null;
  /** Time to first token, seconds. */
  ttft?: number | null;
  /** The kernel's clock, Unix seconds: the page's may differ. */
  now?: number | null;
}

/** A run is over; without text and output, what was shown stays. */
export interface EndNews {
  kind: "end";
  run: number;
  seq: number;
  text?: string | null;
  /** What the kind of output tells its renderer. */
  output?: unknown;
}

/** The text as a person changed it in a view. */
export interface TextNews {
  kind: "text";
  view: string;
  text: string;
}

/** What was asked and answered, without secrets. */
export interface ExchangeNews {
  kind: "exchange";
  id: string;
  request: unknown;
  response: unknown;
}

/** Models to choose from. */
export interface ModelsNews {
  kind: "models";
  view: string;
  query: string;
  offset: number;
  total: number;
  /** Id, state, whether it is recommended. */
  rows: [string, string, boolean][];
  status: string;
  note?: string | null;
}

/** The state of one model. */
export interface ModelStatusNews {
  kind: "model-status";
  id: string;
  state: string;
  compute_type?: string | null;
  /** Unix seconds. */
  checked: number;
  reason?: string | null;
}

/** Who serves a model, and on which terms. */
export interface ProvidersNews {
  kind: "providers";
  id: string;
  /** Name, price, context, speed, latency, state; "" is not told. */
  rows: string[][];
  note: string;
}

/** How much of a file has arrived, with this piece. */
export interface UploadedNews {
  kind: "uploaded";
  id: string;
  /** Bytes. */
  received: number;
}

/** The bytes of a picture, in one buffer, or why there are none. */
export interface PictureNews {
  kind: "picture";
  id: string;
  /** MIME type. */
  type: string;
}

/** The widgets that a picture or a text can be handed to. */
export interface TargetsNews {
  kind: "targets";
  id: string;
  targets: Target[];
}

/** The token that stands for a word to guess. */
export interface MaskNews {
  kind: "mask";
  id: string;
  token: string;
  /** Why it may not be the model's. */
  note: string | null;
}

/** A file to keep, in one buffer. */
export interface FileNews {
  kind: "file";
  id: string;
  name: string;
  /** MIME type. */
  type: string;
}

/** Rows from..to; `from` 0 starts anew. Buffers: ids, and the codes of task, framework, state. */
export interface ColumnsNews {
  kind: "columns";
  version: number;
  from: number;
  to: number;
  tasks: string[];
  frameworks: string[];
  states: string[];
  task_bytes?: 1 | 2;
  encoding?: "plain" | "deflate";
  /** The kernel's clock, Unix seconds. */
  now: number;
  /** The view that asked; without, they are for all. */
  view?: string;
}

/**
 * Who serves the models of the rows from..to; what was told of these before is replaced. Buffers:
 * how many offers each row has; of each offer in turn the codes of its provider, task and state,
 * and two bits for each need (0: not told, 1: no, 2: yes), a byte each; a column of 32-bit floats
 * for each term, NaN where it is not told.
 */
export interface OffersNews {
  kind: "offers";
  version: number;
  from: number;
  to: number;
  providers: string[];
  tasks: string[];
  states: string[];
  encoding?: "plain" | "deflate";
  /** The kernel's clock, Unix seconds. */
  now: number;
  /** The view that asked; without, they are for all. */
  view?: string;
}

/** States of single models, by row. */
export interface StatusesNews {
  kind: "statuses";
  version: number;
  rows: Record<string, Checked>;
}

/** Everything the kernel knows of one model. */
export interface DetailsNews {
  kind: "details";
  id: string;
  row: number;
  facts: [string, string][];
  reason?: Reason | null;
  code: string;
  /** The title of the widget that opens, where there is one. */
  can_open?: string | null;
  /** Provider and task of each offer that it opens with. */
  openable?: [string, string][];
}

export type TaskNews =
  | AckNews
  | InvalidNews
  | StartNews
  | DeltaNews
  | SnapshotNews
  | EndNews
  | TextNews
  | ExchangeNews
  | ModelsNews
  | ModelStatusNews
  | ProvidersNews
  | UploadedNews
  | PictureNews
  | TargetsNews
  | MaskNews
  | FileNews
  | TableNews
  | TableEditedNews
  | SoundNews
  | PeaksNews;

export type ExplorerNews = AckNews | ColumnsNews | OffersNews | StatusesNews | DetailsNews;

/** A call was taken, or why it was not: any call may be refused so. */
export interface BadgeNews {
  kind: "ack";
  id: string;
  error?: string | null;
}

/**
 * A call that is not named here is answered by `ack`. Any call may be answered by `ack` with an
 * `error` instead: why it was not taken.
 */
export interface Answers {
  details: DetailsNews;
  exchange: ExchangeNews;
  file: FileNews;
  mask: MaskNews;
  "model-status": ModelStatusNews;
  peaks: PeaksNews;
  picture: PictureNews;
  providers: ProvidersNews;
  sound: SoundNews;
  table: TableNews;
  targets: TargetsNews;
  upload: UploadedNews;
}

/** Kind of output: the bundle that draws it, and its renderer there. */
export const OUTPUTS = {
  answers: { bundle: "spans", renderer: "answers" },
  boxes: { bundle: "object_detection", renderer: "boxes" },
  candidates: { bundle: "scores", renderer: "scores" },
  cells: { bundle: "tables", renderer: "cells" },
  conversation: { bundle: "value", renderer: "value" },
  labels: { bundle: "image_classification", renderer: "labels" },
  picture: { bundle: "image_to_image", renderer: "compare" },
  "picture-answers": { bundle: "value", renderer: "value" },
  pictures: { bundle: "gallery", renderer: "gallery" },
  predictions: { bundle: "tables", renderer: "predictions" },
  scores: { bundle: "scores", renderer: "scores" },
  segments: { bundle: "image_segmentation", renderer: "segments" },
  similarity: { bundle: "vectors", renderer: "similarity" },
  sound: { bundle: "sounds", renderer: "made" },
  "sound-scores": { bundle: "sounds", renderer: "scores" },
  sounds: { bundle: "sounds", renderer: "made" },
  spans: { bundle: "spans", renderer: "spans" },
  text: { bundle: "writing", renderer: "text" },
  "text-stream": { bundle: "task", renderer: "textStream" },
  transcript: { bundle: "sounds", renderer: "transcript" },
  value: { bundle: "value", renderer: "value" },
  vectors: { bundle: "vectors", renderer: "vectors" },
  video: { bundle: "video", renderer: "video" },
} as const;

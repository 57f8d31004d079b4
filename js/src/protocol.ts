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
  /** Texts that it may be; others come from Python. */
  choices?: string[];
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
  /** Of a document, from 1. */
  page?: number;
  /** How many the document has. */
  pages?: number;
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

/** One of what a model answers to a question about a picture. */
export interface AnswerCandidate {
  /** "" where it says that there is none. */
  answer: string;
  score: number | null;
  boxes: Box[];
}

/** An answer about a picture that is kept. */
export interface KeptAnswer {
  id: string;
  /** "" for a caption. */
  question: string;
  /** Best first. */
  items: AnswerCandidate[];
  /** Id of the picture that it is about. */
  picture: string;
  /** What that is called. */
  name: string;
  page?: number;
  model: string | null;
  seconds: number | null;
  /** Unix seconds. */
  at: number;
}

/** The answers about pictures that are kept. */
export interface KeptList {
  /** Newest first. */
  answers: KeptAnswer[];
  /** Older ones that only Python has. */
  left: number;
}

/** Work on another page of a document. */
export interface PageCall {
  kind: "picture-page";
  id: string;
  field: string;
  /** From 1. */
  page: number;
}

/** Let an answer about a picture go. */
export interface AnswerDeleteCall {
  kind: "answer-delete";
  id: string;
  /** Its id; null is all of them. */
  answer: string | null;
}

/** Take the last deletion of answers back. */
export interface AnswerRestoreCall {
  kind: "answer-restore";
  id: string;
}

/** Ask the question of an answer again, about the picture that is there now. */
export interface AnswerAgainCall {
  kind: "answer-again";
  id: string;
  answer: string;
}

/** Tell the widgets that a picture can be handed to, or a text where the widget is about one. */
export interface TargetsCall {
  kind: "targets";
  id: string;
  /** Where the widget hands on both: pictures. */
  of?: "picture";
}

export type AnswersCall =
  | TargetsCall
  | PageCall
  | AnswerDeleteCall
  | AnswerRestoreCall
  | AnswerAgainCall;

/** Send what draws the widget: the notebook does not hold it, or it is needed only now. */
export interface BundleCall {
  kind: "bundle";
  id: string;
  /** One that is delivered later; without, the widget's own. */
  name?: string;
}

/** Parts of a bundle, compressed, in one buffer: its own, or of another what the page lacks. */
export interface BundleNews {
  kind: "bundle";
  id: string;
  /** The name of its own part, by what is in it. */
  name: string;
}

/** Write the call of the last run as code. */
export interface CodeCall {
  kind: "code";
  id: string;
}

/** The call of the last run as code, without the token. */
export interface CodeNews {
  kind: "code";
  id: string;
  python: string;
  /** For the client that is awaited. */
  awaited: string;
  curl: string;
}

/** Tell which columns of texts the notebook's variables hold. */
export interface TextColumnsCall {
  kind: "text-columns";
  id: string;
}

/** A column of texts. */
export interface TextColumn {
  variable: string;
  /** null: the variable itself, a list or a Series. */
  column: string | null;
  rows: number;
  /** Its first text, cut. */
  sample: string;
}

/** The columns of texts that the notebook's variables hold. */
export interface TextColumnsNews {
  kind: "text-columns";
  id: string;
  columns: TextColumn[];
}

/** Run the task for a variable's column, or for lines. */
export interface BatchCall {
  kind: "batch";
  id: string;
  /** The argument that a row is. */
  field: string;
  /** Texts, one a line. */
  lines?: string | null;
  variable?: string | null;
  column?: string | null;
}

/** Stop the batch, or do again what failed and what is left. */
export interface BatchActCall {
  kind: "batch-stop" | "batch-retry";
  id: string;
}

/** Tell how far the batch is. */
export interface BatchStateCall {
  kind: "batch-state";
  id: string;
}

/** Put the table of results into a variable of the notebook. */
export interface BatchVariableCall {
  kind: "batch-variable";
  id: string;
  name: string;
}

/** A row of a batch. */
export interface BatchRow {
  /** Its label. */
  row: string;
  input: string;
  /** Its result or its error, in a line. */
  said: string;
}

/** How far a batch is. Without `rows` those that were told last are still right. */
export interface BatchState {
  status: MessageStatus;
  /** What the rows are. */
  label: string;
  total: number;
  done: number;
  failed: number;
  /** Seconds. */
  elapsed: number;
  /** Seconds that the rest takes, about; null where nobody knows. */
  left: number | null;
  /** Why it was given up. */
  fault: string | null;
  /** The first that have a result. */
  rows?: BatchRow[];
  /** The first that failed. */
  errors?: BatchRow[];
}

/** How far the batch is; null where there is none. */
export interface BatchStateNews {
  kind: "batch-state";
  id: string;
  state: BatchState | null;
}

/** A batch goes on, at most ten times a second. */
export interface BatchNews {
  kind: "batch";
  state: BatchState;
}

/** Tell the examples: a person's own or the task's, or those of the model's card. */
export interface ExamplesCall {
  kind: "examples";
  id: string;
  card?: boolean;
}

/** What an example puts into a field. */
export interface ExampleField {
  name: string;
  /** Its value in a line, cut. */
  said: string;
}

/** An example as it is shown before it is used. */
export interface ShownExample {
  key: string;
  /** What it is called, or "". */
  title: string;
  fields: ExampleField[];
  /** Which buffer has it small, as a PNG file. */
  picture: number | null;
}

/** Examples, with their small pictures in buffers. */
export interface ExamplesNews {
  kind: "examples";
  id: string;
  examples: ShownExample[];
  /** Whose card was read. */
  model: string | null;
  /** Why there are none. */
  lack: string | null;
  /** How often something can be put back. */
  left: number;
}

/** Put an example into the fields. */
export interface ExampleUseCall {
  kind: "example-use";
  id: string;
  key: string;
  /** Whether a field shows what was typed and could not be sent. */
  faulty: boolean;
}

/** Put back what the fields held before an example. */
export interface ExampleBackCall {
  kind: "example-back";
  id: string;
  faulty: boolean;
}

/** The fields hold something else by now. */
export interface ExampleNews {
  kind: "example";
  id: string;
  /** Names what they held, which is kept. */
  kept: number | null;
  /** Names what was kept and is back. */
  back: number | null;
  left: number;
}

export type FurtherCall =
  | BundleCall
  | CodeCall
  | TextColumnsCall
  | BatchCall
  | BatchActCall
  | BatchStateCall
  | BatchVariableCall
  | ExamplesCall
  | ExampleUseCall
  | ExampleBackCall;

export type FurtherNews =
  | CodeNews
  | TextColumnsNews
  | BatchStateNews
  | BatchNews
  | ExamplesNews
  | ExampleNews;

export type MessageStatus = "done" | "running" | "stopped" | "error";

/** A picture in a message. */
export interface ChatPicture {
  /** The message and its place there: "m3/0". */
  id: string;
  /** Its address where the message does not hold it. */
  url: string | null;
}

/** A picture that goes with the next message. */
export interface AttachedPicture extends ChatPicture {
  /** Its file's, or "". */
  name: string;
}

/** A call that the model wants made, and what became of it. */
export interface ChatToolCall {
  id: string;
  name: string;
  /** As the model wrote them: JSON text. */
  arguments: string;
  state: "waiting" | "running" | "done" | "failed" | "refused" | "stopped";
  error?: string;
  seconds?: number;
  /** What the model is told. */
  text?: string;
}

/** An answer that was asked for as JSON: its value, or why it has none. */
export interface ChatStructure {
  value?: unknown;
  fault?: string;
  /** Where it stops being JSON, from 1. */
  line?: number;
  column?: number;
  /** The line around that place. */
  text?: string;
}

/** One message of the path. */
export interface ChatMessage {
  id: string;
  role: "system" | "developer" | "user" | "assistant" | "tool";
  /** At the end of a run it is left out where the page has it. */
  text?: string;
  reasoning?: string;
  refusal?: string;
  status: MessageStatus;
  /** Among the branches, from 0. */
  place: number;
  /** How many branches there are. */
  places: number;
  error?: string;
  model?: string;
  /** What it was asked with, the system prompt too. */
  parameters?: Values;
  counters?: Counters;
  pictures?: ChatPicture[];
  /** As servers send them; any shape. */
  tool_calls?: unknown[];
  calls?: ChatToolCall[];
  structure?: ChatStructure;
  /** Of an answer: how many of the oldest messages were not sent. */
  left_out?: number;
  /** Of a tool's message: the call that it answers. */
  tool_call_id?: string;
  name?: string;
}

/** What all answers took; what no server told is missing. */
export interface Totals {
  answers?: number;
  prompt_tokens?: number;
  tokens?: number;
  /** Seconds. */
  elapsed?: number;
  /** US dollars. */
  cost?: number;
}

/** How much of the model's context the next request takes, in tokens. */
export interface ChatRoom {
  /** Of prompt and answer together. */
  limit: number;
  /** About, without what is written and not sent. */
  used: number;
  /** That the answer may have; 0: the server decides. */
  answer: number;
  /** Characters of a token, about. */
  per_token: number;
}

/** What is told of the whole conversation. */
export interface Beside {
  /** Counts the messages of this kind. */
  version?: number;
  /** What undoing would take back; "" is nothing. */
  undo?: string;
  redo?: string;
  totals?: Totals;
  /** null: nobody has told how long the context is. */
  room?: ChatRoom | null;
  /** How many of the oldest messages the next request leaves out; null: none is to. */
  left_out?: number | null;
}

/** Set these values, and send a message. */
export interface ChatSendCall {
  kind: "chat-send";
  id: string;
  values: Values;
  text: string;
}

/** Have a message answered, or an answer given again; null is the last message. */
export interface ChatAnswerCall {
  kind: "chat-answer";
  id: string;
  values: Values;
  message: string | null;
}

/** Change a message; it is sent again, or changed in its place. */
export interface ChatEditCall {
  kind: "chat-edit";
  id: string;
  values: Values;
  message: string;
  text: string;
  resend: boolean;
}

/** Go on with another branch: that which is so many places behind a message's own. */
export interface ChatTurnCall {
  kind: "chat-turn";
  id: string;
  message: string;
  step: number;
}

/** Delete a message. */
export interface ChatDeleteCall {
  kind: "chat-delete";
  id: string;
  message: string;
}

/** Take away a picture of the next message. */
export interface ChatDetachCall {
  kind: "chat-detach";
  id: string;
  picture: string;
}

/** Have a call made, not made, or stopped; `always`: calls of its function need no press. */
export interface ChatToolDecision {
  kind: "chat-tool";
  id: string;
  message: string;
  call: string;
  allow: boolean;
  always: boolean;
}

/** Put code of a message into a variable that the notebook does not have yet. */
export interface ChatSnippetCall {
  kind: "chat-snippet";
  id: string;
  text: string;
}

/** Tell the prompt that a template makes, with a text as the next message. */
export interface ChatPromptCall {
  kind: "chat-prompt";
  id: string;
  text: string;
}

/** The prompt, letter by letter: that of the last call where nothing is left to be sent. */
export interface ChatPromptNews {
  kind: "chat-prompt";
  id: string;
  /** Empty before anything is said or written. */
  prompt: string;
  /** Texts that end the answer. */
  stop: string[];
  /** Whether it was sent; else it would be. */
  sent: boolean;
}

/** Take back what was done last, do it again, or begin anew. */
export interface ChatCall {
  kind: "chat-undo" | "chat-redo" | "chat-clear";
  id: string;
}

/** Leave the oldest messages out of what is sent where all do not fit, or do not. */
export interface ChatLeaveCall {
  kind: "chat-leave";
  id: string;
  on: boolean;
}

/** What stands in the box. */
export interface DraftCall {
  kind: "draft";
  text: string;
}

export type ConversationCall =
  | ChatSendCall
  | ChatAnswerCall
  | ChatEditCall
  | ChatTurnCall
  | ChatDeleteCall
  | ChatDetachCall
  | ChatToolDecision
  | ChatSnippetCall
  | ChatPromptCall
  | ChatCall
  | ChatLeaveCall
  | DraftCall;

/** The path from the message `from` on is this. */
export interface ConversationNews {
  kind: "conversation";
  from: number;
  messages: ChatMessage[];
  version: number;
  undo: string;
  redo: string;
  totals: Totals;
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
  /** Of a widget that keeps answers about pictures. */
  asked?: KeptList;
  /** By name of its field. */
  sounds?: Record<string, Sound | null>;
  /** By name of its field. */
  tables?: Record<string, TableState | null>;
  /** What is written in a conversation and not sent yet. */
  draft?: string;
  /** How far the last batch was when it began or ended. */
  batch_told: BatchState | null;
  /** What goes with that. */
  attached?: AttachedPicture[];
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
  | PeaksCall
  | BundleCall
  | CodeCall
  | TextColumnsCall
  | BatchCall
  | BatchActCall
  | BatchStateCall
  | BatchVariableCall
  | ExamplesCall
  | ExampleUseCall
  | ExampleBackCall
  | ChatSendCall
  | ChatAnswerCall
  | ChatEditCall
  | ChatTurnCall
  | ChatDeleteCall
  | ChatDetachCall
  | ChatToolDecision
  | ChatSnippetCall
  | ChatPromptCall
  | ChatCall
  | ChatLeaveCall
  | DraftCall
  | TargetsCall
  | PageCall
  | AnswerDeleteCall
  | AnswerRestoreCall
  | AnswerAgainCall;

export type ExplorerCall =
  | BundleCall
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

export type BadgeCall = BundleCall | ListCall | WatchCall | SnapshotCall | VisibleCall;

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
export interface StartNews extends Beside {
  kind: "start";
  run: number;
  /** Place in the path of the answer of a conversation. */
  at?: number;
  /** The answer, which is empty. */
  message?: ChatMessage;
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
  /** What comes to the answer of a conversation. */
  text?: string;
  /** What comes to its thoughts. */
  reasoning?: string;
  /** All that was its text before belongs to its thoughts. */
  moved?: boolean;
}

/** All there is, for one view. */
export interface SnapshotNews extends Beside {
  kind: "snapshot";
  view: string;
  run: number;
  seq: number;
  parts?: Parts;
  tokens?: number;
  /** As in "end". */
  output?: unknown;
  prompts?: string[];
  /** The path of a conversation. */
  messages?: ChatMessage[];
  /** Seconds. */
  elapsed?: number | null;
  /** Time to first token, seconds. */
  ttft?: number | null;
  /** The kernel's clock, Unix seconds: the page's may differ. */
  now?: number | null;
}

/** A run is over; without text and output, what was shown stays. */
export interface EndNews extends Beside {
  kind: "end";
  run: number;
  seq: number;
  text?: string | null;
  /** What the kind of output tells its renderer. */
  output?: unknown;
  /** The answer of a conversation; null where nothing came. */
  message?: ChatMessage | null;
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
  | BundleNews
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
  | PeaksNews
  | ConversationNews
  | ChatPromptNews
  | CodeNews
  | TextColumnsNews
  | BatchStateNews
  | BatchNews
  | ExamplesNews
  | ExampleNews;

export type ExplorerNews =
  | AckNews
  | BundleNews
  | ColumnsNews
  | OffersNews
  | StatusesNews
  | DetailsNews;

export type BadgeNews = DoctorNews;

/** What was found of one thing, and what to do about it. */
export interface DoctorRow {
  subject: string;
  verdict: "ok" | "note" | "problem" | "waiting";
  told: string;
  /** Empty where nothing is to be done. */
  fix: string;
  part: "here" | "server" | "page";
}

/** Of what works here, and what does not. */
export interface DoctorTraits {
  rows: DoctorRow[];
  summary: string;
}

/** What a view found out about its browser. */
export interface BrowserFacts {
  browser: string;
  /** What shows the notebook. */
  host: string;
  scoped_styles: boolean;
  clipboard: boolean;
  downloads: boolean;
  /** A permission's state, insecure, or unknown. */
  microphone: string;
  /** Milliseconds to the kernel and back; null before. */
  round_trip: number | null;
}

/** What a view found out about its browser. */
export interface FactsCall {
  kind: "facts";
  id: string;
  facts: BrowserFacts;
}

/** Look at everything again. */
export interface LookCall {
  kind: "look";
  id: string;
}

export type DoctorCall = BundleCall | FactsCall | LookCall | SnapshotCall;

export type DoctorNews = AckNews | BundleNews;

/** What the probabilities of a text's tokens say together. */
export interface TokenSummary {
  /** How many were generated. */
  tokens: number;
  /** Of how many of them the probability is told. */
  known: number;
  /** Null without tokens known; else null is infinite. */
  perplexity: number | null;
  /** Mean, bits, at least; null where no alternatives are told of. */
  entropy: number | null;
  /** At how many places alternatives are told of. */
  entropy_tokens: number;
  /** Mean probability of what is told of there. */
  coverage: number | null;
  /** Tokens of the prompt whose probability is told. */
  prompt_tokens: number;
  /** Of these. */
  prompt_perplexity: number | null;
}

/** A text, as the page lists it. */
export interface TokenBranch {
  /** From 1. */
  number: number;
  /** The one that it branches off. */
  parent: number | null;
  /** The token of that one, from 0, in whose place it begins. */
  at: number | null;
  /** The alternative that was put there. */
  chosen: string | null;
  /** How many of its generated tokens were taken over. */
  kept: number;
  status: Status;
  finish_reason: string | null;
  summary: TokenSummary;
}

/** Of a lens over tokens. */
export interface LensTraits {
  status: Status;
  problem: Problem | null;
  waiting: Waiting | null;
  notice: string | null;
  announce: Announce;
  provider: string | null;
  /** Number of the branch that is shown; 0 is none. */
  branch: number;
  /** All branches. */
  outline: TokenBranch[];
  /** Whether the lens generates by itself. */
  can_run: boolean;
  /** Whether a text can go on from a token. */
  can_cut: boolean;
}

/** Generate a first text anew. */
export interface LensRunCall {
  kind: "run";
  id: string;
}

/** Run what failed once more. */
export interface LensRetryCall {
  kind: "retry";
  id: string;
}

/** Ask another provider from now on. */
export interface LensEditCall {
  kind: "edit";
  values: Record<string, string>;
}

/** Have a text go on from one of its tokens, as a new branch. */
export interface LensCutCall {
  kind: "cut";
  id: string;
  branch: number;
  /** Position of the generated token that is left out, from 0. */
  at: number;
  /** What comes in its place: rank from 1. */
  alternative?: number | null;
}

/** Show a branch. */
export interface LensShowCall {
  kind: "show";
  id: string;
  branch: number;
}

/** Tell this view all tokens of a branch: it is new, or missed something. */
export interface LensSnapshotCall extends SnapshotCall {
  branch?: number;
}

export type LensCall =
  | BundleCall
  | LensRunCall
  | LensRetryCall
  | StopCall
  | LensEditCall
  | LensCutCall
  | LensShowCall
  | LensSnapshotCall;

/**
 * Tokens of a branch, from one on. Buffers, a number for each token: index of its text in `words`
 * (32 bits), natural logarithm of its probability and entropy of its place in bits (32-bit floats,
 * NaN is not told), rank (16 bits, 0 is not told), flags (8 bits: 1 special, 2 of the prompt, 4
 * taken over), how many alternatives it has (8 bits). Then for each alternative: index of its text,
 * logarithm, flags.
 */
export interface TokensNews {
  kind: "tokens";
  branch: number;
  start: number;
  count: number;
  words: string[];
  summary?: TokenSummary;
  /** The view that has asked; else all views are told. */
  view?: string;
  /** The end of what the text goes on from. */
  prompt?: string;
}

export type LensNews = AckNews | BundleNews | TokensNews;

/** Names a lane, as long as it is there. */
export type Lane = string;

/** What a lane asks. */
export interface LaneEntry {
  lane: Lane;
  name: string;
  model: string | null;
  /** Null where the client's answers. */
  provider: string | null;
  /** Its own, before those of all. */
  parameters: Values;
}

/** A message that the prompt follows. */
export interface Said {
  role: string;
  text: string;
}

/** Of a comparison. */
export interface LanesTraits {
  title: string;
  /** The prompt, and the parameters that a page shows. */
  form: Form;
  entries: LaneEntry[];
  prompt: string;
  /** Of all lanes. */
  parameters: Values;
  /** What was said before the prompt. */
  before: Said[];
  status: "idle" | "running" | "done";
  announce: Announce;
  notice: string | null;
  /** The name of the lane that a person likes best. */
  best: string | null;
  /** Of lanes that name none. */
  client_model: string | null;
  has_providers: boolean;
}

/** A run that is kept beside the next ones. */
export interface Pinned {
  text: string;
  /** How it was asked for, and what it took. */
  line: string;
}

/** How a lane stands; of what is not named nothing has changed. */
export interface LaneState {
  status?: Status;
  waiting?: Waiting | null;
  problem?: Problem | null;
  counters?: Counters | null;
  notice?: string | null;
  pinned?: Pinned | null;
}

/** A lane stands otherwise. */
export interface LaneStateNews {
  kind: "lane";
  lane: Lane;
  state: LaneState;
}

/** A run of a lane begins. */
export interface LaneStartNews {
  kind: "start";
  lane: Lane;
  run: number;
  text?: string;
}

/** Text of a lane has come. */
export interface LaneDeltaNews {
  kind: "delta";
  lane: Lane;
  run: number;
  /** Counts the parts of a run from 1. */
  seq: number;
  parts: Parts;
  tokens: number;
  /** Thoughts that have come. */
  reasoning?: string;
  /** Whether all text before was thoughts. */
  moved?: boolean;
  /** Time to first token, seconds. */
  ttft?: number | null;
}

/** All there is of a lane, for one view. */
export interface LaneSnapshotNews {
  kind: "snapshot";
  lane: Lane;
  view: string;
  run: number;
  seq: number;
  parts: Parts;
  tokens: number;
  reasoning?: string;
  /** Seconds. */
  elapsed?: number | null;
  /** Time to first token, seconds. */
  ttft?: number | null;
  now?: number | null;
  state: LaneState;
}

/** A run of a lane is over; without text, what was shown stays. */
export interface LaneEndNews {
  kind: "end";
  lane: Lane;
  run: number;
  seq: number;
  text?: string | null;
  reasoning?: string;
}

export type LaneNews =
  | LaneStateNews
  | LaneStartNews
  | LaneDeltaNews
  | LaneSnapshotNews
  | LaneEndNews;

/** What all lanes tell since the last frame, in order; at most 30 a second. */
export interface FrameNews {
  kind: "frame";
  news: LaneNews[];
}

/** The difference of two texts. */
export interface DiffNews {
  kind: "diff";
  id: string;
  /** In both, in the first, in the second. */
  pieces: ["=" | "-" | "+", string][];
  /** What is compared. */
  names: string[];
}

/** What is wrong with values, by field. With an id they were those of a run. */
export interface LanesInvalidNews {
  kind: "invalid";
  id?: string | null;
  /** Whose values they are; else those of all lanes. */
  lane?: string;
  errors: Record<string, string>;
}

/** Set these values, and run all lanes or one. */
export interface LanesRunCall {
  kind: "run";
  id: string;
  values: Values;
  lane?: string | null;
}

/** Stop the run of all lanes, or of one. */
export interface LanesStopCall {
  kind: "stop";
  id: string;
  lane?: string | null;
}

/** Set these values, of all lanes or of one (`name`, `model`, `provider` and parameters). */
export interface LanesEditCall {
  kind: "edit";
  /** By name of the field. */
  values: Record<string, Value>;
  lane?: string | null;
  announce?: Announce;
}

/** Have another lane, like the last one. */
export interface LaneAddCall {
  kind: "lane-add";
  id: string;
}

/** Have this lane no more. */
export interface LaneRemoveCall {
  kind: "lane-remove";
  id: string;
  lane: string;
}

/** What differs between two texts: a lane's, or with `!` behind it the one that is pinned. */
export interface DiffCall {
  kind: "diff";
  id: string;
  first: string;
  second: string;
}

/** Keep what there is beside the next runs, or keep nothing. */
export interface PinLanesCall {
  kind: "pin";
  id: string;
  on: boolean;
}

/** This lane is the best, or no lane is. */
export interface BestCall {
  kind: "best";
  id: string;
  lane: string;
  on: boolean;
}

/** Put the results into a variable of the notebook. */
export interface ResultsCall {
  kind: "variable";
  id: string;
  name: string;
}

export type LanesCall =
  | BundleCall
  | LanesRunCall
  | LanesStopCall
  | LanesEditCall
  | LaneAddCall
  | LaneRemoveCall
  | DiffCall
  | PinLanesCall
  | BestCall
  | ResultsCall
  | SnapshotCall
  | ModelsCall
  | ModelStatusCall;

export type LanesNews =
  | BundleNews
  | FrameNews
  | DiffNews
  | AckNews
  | LanesInvalidNews
  | ModelsNews
  | ModelStatusNews;

/**
 * A call that is not named here is answered by `ack`. Any call may be answered by `ack` with an
 * `error` instead: why it was not taken.
 */
export interface Answers {
  "batch-state": BatchStateNews;
  "chat-prompt": ChatPromptNews;
  code: CodeNews;
  details: DetailsNews;
  diff: DiffNews;
  "example-back": ExampleNews;
  "example-use": ExampleNews;
  examples: ExamplesNews;
  exchange: ExchangeNews;
  file: FileNews;
  mask: MaskNews;
  "model-status": ModelStatusNews;
  peaks: PeaksNews;
  bundle: BundleNews;
  picture: PictureNews;
  providers: ProvidersNews;
  sound: SoundNews;
  table: TableNews;
  targets: TargetsNews;
  "text-columns": TextColumnsNews;
  upload: UploadedNews;
}

/** Kind of output: the bundle that draws it, and its renderer there. */
export const OUTPUTS = {
  answers: { bundle: "spans", renderer: "answers" },
  boxes: { bundle: "object_detection", renderer: "boxes" },
  candidates: { bundle: "scores", renderer: "scores" },
  cells: { bundle: "tables", renderer: "cells" },
  conversation: { bundle: "chat", renderer: "conversation" },
  labels: { bundle: "image_classification", renderer: "labels" },
  picture: { bundle: "image_to_image", renderer: "compare" },
  "picture-answers": { bundle: "picture_answers", renderer: "pictureAnswers" },
  pictures: { bundle: "gallery", renderer: "gallery" },
  predictions: { bundle: "tables", renderer: "predictions" },
  scores: { bundle: "scores", renderer: "scores" },
  segments: { bundle: "image_segmentation", renderer: "segments" },
  similarity: { bundle: "vectors", renderer: "similarity" },
  sound: { bundle: "speech", renderer: "made" },
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

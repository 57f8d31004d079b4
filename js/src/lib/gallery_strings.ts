// Every text of the gallery and the grid that a user reads: the part of the table for pictures.
import type { CellState, Item } from "../protocol";

export const gallery = "Pictures";
export const empty = "The picture will appear here.";
export const making = (size: string) => `Making a picture${size && ` of ${size}`}`;
export const size = (width?: number | null, height?: number | null) =>
  width && height ? `${width} × ${height}` : "";
export const seed = (value: unknown) => `seed ${value}`;
export const count = (pictures: number) => (pictures === 1 ? "1 picture" : `${pictures} pictures`);
export const place = (at: number, of: number) => `${at} of ${of}`;
export const pinned = "pinned";
export const noPrompt = "Picture without a prompt";
/** What a screen reader says of a picture in the list. */
export const thumbnail = ({ prompt, seed: value, pinned: kept }: Item) =>
  [prompt || noPrompt, value != null && seed(value), kept && pinned].filter(Boolean).join(", ");

export const pin = "Pin";
export const zoom = "Zoom";
export const reuse = "Use these parameters";
export const reused = "The form has the parameters of this picture.";
export const remove = "Delete";
export const removed = (prompt: string) => `Deleted: ${prompt || noPrompt}`;
export const undo = "Undo";
export const restored = "The picture is back.";
export const copyPicture = "Copy picture";
export const copiedPicture = "The picture is on the clipboard.";
export const notCopiedPicture =
  "The browser does not let this page write to the clipboard. Download the picture instead.";
export const download = "Download";
export const downloadHelp = "A PNG file with the parameters inside";
export const picture = "This picture";
export const downloadAll = "Download all";
export const fetchingFile = "The kernel makes the file.";
export const close = "Close";
export const previous = "Previous picture";
export const next = "Next picture";
export const keys = "Arrow keys choose, Enter zooms, Delete deletes";

export const fromPng = "Parameters from a PNG";
export const dropPng = "Drop a PNG to take over its parameters";
export const noPng = (name: string) =>
  `“${name}” is no PNG file. Only PNG files carry parameters: choose one that was downloaded here.`;
export const noTexts = (name: string) =>
  `“${name}” carries no parameters: it may have been saved by a program that drops them.`;
export const unreadable = (name: string, reason: string) =>
  `“${name}” cannot be read: ${reason}. Choose it again.`;
export const tookPng = (name: string) => `The form has the parameters of “${name}”.`;
export const onlyOne = "One file is read at a time; the others were not.";

export const sweep = "Grid";
export const sweepTitle = "A picture for every value, or every pair of values";
export const columns = "Columns";
export const rows = "Rows";
export const none = "none";
export const values = (name: string) => `Values of ${name}`;
export const numberHint = "2, 4, 8 or 1..9 step 2";
export const textHint = "one | another";
export const modelHint = "model, other/model";
export const make = (pictures: number) => `Make ${count(pictures)}`;
export const makeNone = "Make pictures";
export const chooseFirst = "Choose a parameter and type its values.";
export const needsValues = (name: string) => `Type at least one value of ${name}.`;
export const tooMany = (pictures: number, most: number) =>
  `${count(pictures)} are more than the ${most} of one grid: leave some values out.`;
export const badValue = (text: string) =>
  `“${text}” is no list of numbers. Write 2, 4, 8 or 1..5 or 1..9 step 2.`;
export const badRange = (text: string, most: number) =>
  `“${text}” has no step, or more than ${most} values. Write 1..9 step 2.`;
export const grid = "Grid of pictures";
export const progress = (over: number, all: number, failed: number, stopped: number) =>
  [`${over} of ${all} done`, failed && `${failed} failed`, stopped && `${stopped} stopped`]
    .filter(Boolean)
    .join(", ");
export const states: Record<CellState, string> = {
  waiting: "Waiting",
  running: "Running",
  done: "Done",
  failed: "Failed",
  stopped: "Stopped",
};
export const reusedCell = "made before";
export const retry = "Retry";
export const retryAll = (cells: number) => `Retry ${cells}`;
export const sheet = "Contact sheet";
export const table = "CSV";
export const noValue = "not set";

export const lock = "Lock";
export const locked = "The seed stays as it is for the next picture.";
export const unlocked = "A seed is drawn for each picture.";
export const presets = "common sizes";
export const anySize = "size";
export const custom = "custom";

// What the kernel sends when it is wanted, for tests: it was unpacked already. What draws answers the page
// has from the beginning, as with an earlier view of its kind; a widget that is made with a trait `_bundle` asks.
import * as beforeAfter from "../src/later/before_after";
import * as chatCards from "../src/later/chat_cards";
import * as chatPrompt from "../src/later/chat_prompt";
import * as exchange from "../src/later/exchange";
import * as foundBoxes from "../src/later/found_boxes";
import * as foundSegments from "../src/later/found_segments";
import * as madePictures from "../src/later/made_pictures";
import * as madeSounds from "../src/later/made_sounds";
import * as part from "../src/later/part";
import * as pictureTalk from "../src/later/picture_talk";
import * as seenLabels from "../src/later/seen_labels";
import * as soundLabels from "../src/later/sound_labels";
import * as tableCells from "../src/later/table_cells";
import * as tableMenu from "../src/later/table_menu";
import * as tablePredictions from "../src/later/table_predictions";
import * as transcribed from "../src/later/transcribed";
import { later, type Take } from "../src/talk/later";
import type { Mounted } from "./mounted";

/** By the names of their bundles. */
export const RENDERERS: Record<string, unknown> = {
  before_after: beforeAfter,
  found_boxes: foundBoxes,
  found_segments: foundSegments,
  made_pictures: madePictures,
  made_sounds: madeSounds,
  picture_talk: pictureTalk,
  seen_labels: seenLabels,
  sound_labels: soundLabels,
  table_cells: tableCells,
  table_predictions: tablePredictions,
  transcribed,
};
/** What panels hold. */
export const PANELS: Record<string, unknown> = {
  chat_cards: chatCards,
  chat_prompt: chatPrompt,
  exchange,
  table_menu: tableMenu,
};
const ALL = { ...RENDERERS, ...PANELS };
const now = (name: string) => ALL[name.split(".")[0] ?? ""] ?? part;

/** What the loader does with what the kernel sends. */
export const take: Take = Object.assign(async (name: string) => now(name), { now });

const packed = new DataView(new ArrayBuffer(1));
const earlier = later(
  {
    model: { get: () => undefined },
    ask: async (message) => [{ name: (message as { name: string }).name }, [packed]] as never,
    signal: new AbortController().signal,
  },
  take,
);
await Promise.all(Object.keys(ALL).map((name) => earlier(name)));

/** The kernel sends the part that was asked for. */
export async function brought(task: Mounted, name = "part.1"): Promise<void> {
  task.model.answer("bundle", { name }, [packed]);
  for (let turn = 0; turn < 3; turn++) {
    await task.settle();
  }
}

/** Somebody opens the menu for the first time. */
export async function bring(task: Mounted): Promise<void> {
  task.button("More").click();
  await brought(task);
}

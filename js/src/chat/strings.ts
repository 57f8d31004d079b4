// The words of conversations.
import type { ChatMessage, ChatRoom, Totals } from "../protocol";

export const log = "Conversation";
export const empty = "Nothing was said yet. Write a message below.";
export const message = "Message";
export const placeholder = "Write a message";
export const hint = "Enter sends, Shift+Enter breaks the line";
export const send = "Send";
export const sendHint = "↵";
export const retried = "The answer";
export const thinking = "Thinking …";
export const thoughts = (words: number) =>
  words === 1 ? "Thoughts, 1 word" : `Thoughts, ${words} words`;
export const roles: Record<ChatMessage["role"], string> = {
  user: "You",
  assistant: "Model",
  tool: "Tool",
  system: "System",
  developer: "System",
};
export const waiting = "Waiting for the first word …";
export const nothing = "The answer is empty.";
export const refused = "The model refuses:";
export const stopped = "stopped";
export const failed = (why: string) => `failed: ${why}`;
export const ended: Record<string, string> = {
  length: "token limit reached",
  content_filter: "cut by a filter",
};
export const edit = "Edit";
export const again = "Regenerate";
export const answer = "Answer";
export const remove = "Delete";
export const resend = "Send again";
export const keep = "Change in place";
export const cancel = "Cancel";
export const earlier = "Version before";
export const later = "Version after";
export const version = (place: number, places: number) => `${place} / ${places}`;
export const versionSaid = (place: number, places: number) => `Version ${place} of ${places}`;
export const undo = "Undo";
export const redo = "Redo";
export const clear = "Clear";
const deeds: Record<string, string> = {
  send: "sending",
  edit: "the change",
  regenerate: "the other answer",
  answer: "the answer",
  delete: "deleting",
  clear: "clearing",
};
export const undoes = (verb: string, deed: string) => `${verb} ${deeds[deed] ?? deed}`;
export const copyAll = "Copy";
export const noun = "messages";
export const answering = "Answering";
export const answers = (count: number) => (count === 1 ? "1 answer" : `${count} answers`);
export const tokens = ({ prompt_tokens: read, tokens: written }: Totals) =>
  [
    read && `${read.toLocaleString("en")} read`,
    written && `${written.toLocaleString("en")} written`,
  ]
    .filter(Boolean)
    .join(", ");
export const inAll = "in all";
export const picture = "Picture";
export const showPicture = (address: string) => `Picture at ${address}`;
export const act = "It";
export const busy = "Stop the answer first.";
export const messageBy = (who: string, number: number, count: number) =>
  `${who}, message ${number} of ${count}`;
export const attach = "Picture";
export const attachHint = "Attach a picture: choose, drop or paste it";
export const attaching = "The picture";
export const noPicture = (name: string) =>
  `${name || "This file"} is no picture: choose a PNG or JPEG.`;
export const wordsAlone = "This chat takes words alone: ask a chat completion about pictures.";
export const prompt = "Prompt";
export const promptSent = "Sent last, letter by letter";
export const promptNow = "Would be sent now, letter by letter";
export const noPrompt = "Write a message, and its prompt is shown here.";
export const ends = "; the answer ends at ";
export const or = " or ";

export const leftOut = (count: number) =>
  `${count} oldest ${count === 1 ? "message" : "messages"} not sent`;
export const unsent = (who: string) => `${who} · not sent`;
export const leave = "Leave out the oldest";
/** Of what is sent next: how many are left out; `more` where what is written may need their room, too. */
export const leaves = (count: number, more: boolean) =>
  (count ? leftOut(count) : "All is sent") + (more ? ", or more" : "");

const counted = (count: number) => count.toLocaleString("en");
const shorter = "Send less, or delete messages: undo brings them back.";
/** Of the model's context, by how much is left. */
export const roomIs = {
  near: (sent: number, { limit, answer }: ChatRoom) =>
    `About ${counted(sent + answer)} of the ${counted(limit)} tokens that the model takes${
      answer ? `, ${counted(answer)} for the answer` : ""
    }.`,
  answer: (sent: number, { limit, answer }: ChatRoom) =>
    `About ${counted(sent)} tokens and up to ${counted(answer)} of the answer: the model takes ${counted(limit)} together. Ask for a shorter answer. ${shorter}`,
  full: (sent: number, { limit }: ChatRoom) =>
    `About ${counted(sent)} tokens: the model takes ${counted(limit)}, with its answer. ${shorter}`,
};

// What users read about answers to questions on pictures: part of the one table to translate.
import { shownScore } from "./score_strings";

export const list = "Answers, newest first";
export const awaited = "What the model says of the picture will be kept here, answer by answer.";
export const noAnswer = "The model found no answer.";
export const answer = "Answer";
export const again = "Ask again";
export const captionAgain = "Run again";
export const copy = "Copy";
export const remove = "Delete";
export const removeAll = "Delete all";
export const removed = (count: number) =>
  count === 1 ? "An answer was deleted." : `${count} answers were deleted.`;
export const undo = "Undo";
export const older = (count: number) =>
  `${count} older ${count === 1 ? "answer is" : "answers are"} in Python alone: answers has all.`;
export const about = (name: string, page: number | undefined) =>
  page ? `${name}, page ${page}` : name;
export const useText = "Use text in";
export const usePicture = "Use picture in";
export const score = "Score";
export const said = (text: string, score: number | null) =>
  score === null ? text : `${text}, ${shownScore(score)}`;

export const chooseDocument = "Choose a picture or PDF";
export const page = "Page";
export const ofPages = (count: number) => `of ${count}`;
export const csv = "Save all as CSV";

// What users read about the pictures that they give: part of the one table to translate.
import * as strings from "./strings";

const SHAPES = "Choose a PNG, JPEG, WebP, GIF, BMP, TIFF or AVIF file.";

export const choose = "Choose a picture";
export const hint = "Drop or paste a picture here, or";
export const address = "URL";
export const addressHint = "https://…";
export const addressLabel = "Address of a picture";
export const fetch = "Fetch";
export const fetching = "Fetching";
export const camera = "Camera";
export const starting = "The camera starts. The browser may ask whether it may be used.";
export const shoot = "Take the picture";
export const close = "Close";
export const remove = "Remove";
export const removed = (name: string) => `${name} was removed.`;
export const shrunk = (name: string) => `${name} was shrunk.`;
export const undo = strings.undo;
export const unnamed = "Picture";
export const changed = (name: string, detail: string) => `${name}, ${detail}`;
export const sent = (received: string, size: string) => `${received} of ${size} sent`;
export const sending = (name: string) => `Sending ${name}`;
export const shrink = (longest: number) => `Shrink to ${longest} px`;
export const shrinkHelp = (longest: number) =>
  `Send a smaller copy whose longer side has ${longest} pixels; faster, and with less detail`;
export const notShrunk = "This browser cannot read the picture, so it cannot shrink it.";
export const missing = (name: string) => `The ${name} is missing: choose, drop or paste one first.`;
export const action = "The picture";

export const empty = (name: string) => `“${name}” is empty: 0 bytes. Choose another file.`;
export const drawing = (name: string) =>
  `“${name}” is an SVG drawing; models take pixels. Save it as PNG first.`;
export const noPicture = (name: string, type: string) =>
  `“${name}” is no picture, but ${type}. ${SHAPES}`;
export const tooLarge = (name: string, size: string, limit: string) =>
  `“${name}” has ${size}; the page sends at most ${limit}. Put it where the kernel can read it, and set its path from Python.`;
export const unreadable = (name: string) =>
  `“${name}” cannot be read any more. Was it moved or changed? Choose it again.`;
export const onlyFirst = (name: string, others: number) =>
  `${name} was taken; ${others === 1 ? "the other file was" : `${others} other files were`} not: there is room for one picture.`;
export const nothingThere = "What was dropped or pasted holds no picture and no address of one.";

export const cameraFaults: Record<string, string> = {
  NotAllowedError:
    "The camera is blocked by the browser or by the page of the notebook. Allow it beside the address of the page, or choose a file.",
  NotFoundError: "There is no camera here. Choose a file.",
  NotReadableError: "The camera is used by another program. Close that, or choose a file.",
};
export const noCamera =
  "This page may not use a camera: it would have to come over https or from this computer. Choose a file.";
export const cameraFailed = (reason: string) => `The camera gives no picture: ${reason}`;

export const crop = "Crop";
export const cropLabel = "Part of the picture to keep";
export const cropHelp =
  "Drag the frame, its sides or corners, or a new one. Arrow keys move it, with Shift they resize it, with Alt by single pixels; Enter applies, Esc leaves.";
export const cropped = ([left, top, right, bottom]: readonly number[]) =>
  `${(right ?? 0) - (left ?? 0)} × ${(bottom ?? 0) - (top ?? 0)} px from ${left}, ${top}`;
export const apply = "Apply";
export const whole = "Whole picture";

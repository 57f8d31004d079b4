// What was chosen, dropped or pasted: a file, or the address of a picture; and what is refused.
import { encode } from "./escapes";
import * as said from "./picture_strings";
import { bytes } from "./words";

/** The most that is sent from a page (bytes). */
const LIMIT = 100 * 2 ** 20;

/** A file, and how many came with it and were not taken; or an address. */
export type Incoming = { file: File; others?: number } | { url: string };

/** Whether a drag may hold a picture, as far as a page may know before the drop. */
export const promising = ({ types }: DataTransfer): boolean =>
  types.includes("Files") || types.includes("text/uri-list");

/** The picture or sound in a drop or in the clipboard; also one that was dragged out of a page. */
export async function incoming(transfer: DataTransfer, kind: string): Promise<Incoming | null> {
  // All is read at once: after the event the transfer is empty.
  const file = [...transfer.files].find(({ type }) => type.startsWith(`${kind}/`));
  const first = file ?? transfer.files[0];
  const url = first ? "" : addressIn(transfer);
  if (first) {
    return { file: first, others: transfer.files.length - 1 };
  }
  // Only the page itself can read these.
  return /^(data|blob):/.test(url) ? inPage(url) : /^https?:/.test(url) ? { url } : null;
}

function addressIn(transfer: DataTransfer): string {
  // The picture itself rather than where a click on it would lead. Such a document runs nothing.
  const page = new DOMParser().parseFromString(transfer.getData("text/html"), "text/html");
  const [address = ""] = (transfer.getData("text/uri-list") || transfer.getData("text/plain"))
    .split(/\r?\n/)
    .filter((line) => !line.startsWith("#"));
  return page.querySelector("img")?.getAttribute("src") || address.trim();
}

async function inPage(url: string): Promise<Incoming | null> {
  try {
    const blob = await (await fetch(url)).blob();
    return { file: new File([blob], said.unnamed, { type: blob.type }) };
  } catch {
    return null;
  }
}

/** Why a file is not sent at all, or "". What it really is, the kernel finds out. */
export function refusal({ name, type, size }: File): string {
  const known = type.startsWith("image/") || ["", "application/octet-stream"].includes(type);
  if (type === "image/svg+xml" || /\.svgz?$/i.test(name)) {
    return said.drawing(encode(name));
  }
  if (!known) {
    return said.noPicture(encode(name), type);
  }
  if (!size) {
    return said.empty(encode(name));
  }
  return size > LIMIT ? said.tooLarge(encode(name), bytes(size), bytes(LIMIT)) : "";
}

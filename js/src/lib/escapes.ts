// Invisible characters in a visible, typeable form: \n, \t, \r, \\ and \uXXXX. Both ways.

const SHORT: Record<string, string> = { "\n": "n", "\t": "t", "\r": "r", "\\": "\\" };
const LONG = Object.fromEntries(Object.entries(SHORT).map(([raw, short]) => [short, raw]));

/** Escape what could not be seen or typed: controls, format characters, lone surrogates. */
export function encode(text: string): string {
  const unit = (at: string) => `\\u${at.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return text.replace(/[\\\p{C}\p{Zl}\p{Zp}]/gu, (raw) =>
    SHORT[raw] ? `\\${SHORT[raw]}` : raw.split("").map(unit).join(""),
  );
}

/** Read escapes; an unknown one stays as it was typed. */
export function decode(text: string): string {
  return text.replace(/\\(?:u([0-9a-f]{4})|([ntr\\]))/gi, (typed, hex, short) =>
    hex ? String.fromCharCode(Number.parseInt(hex, 16)) : (LONG[short] ?? typed),
  );
}

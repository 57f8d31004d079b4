// Durations, rates and counts in words; what is unknown is "".

type Unknown = null | undefined;

export function seconds(value: number | Unknown): string {
  if (value == null) {
    return "";
  }
  if (value > 0 && value < 0.005) {
    return "< 0.01 s";
  }
  const digits = value % 1 === 0 || value >= 10 ? 0 : value < 1 ? 2 : 1;
  return value < 60
    ? `${value.toFixed(digits)} s`
    : `${Math.floor(value / 60)} min ${Math.floor(value % 60)} s`;
}

export function rate(value: number | Unknown): string {
  return value?.toFixed(value < 100 ? 1 : 0) ?? "";
}

export function wordCount(text: string): number {
  return text.match(/\S+/g)?.length ?? 0;
}

/** Characters, not UTF-16 units: an emoji is one. */
export function characterCount(text: string): number {
  let pairs = 0;
  for (let at = 0; at < text.length; at++) {
    pairs += (text.charCodeAt(at) & 0xfc00) === 0xdc00 ? 1 : 0;
  }
  return text.length - pairs;
}

const UNITS = ["B", "kB", "MB", "GB"];

/** A number of bytes: "5.1 MB". */
export function bytes(value: number): string {
  const power = Math.min(3, Math.floor(Math.log10(Math.max(1, value)) / 3));
  const scaled = value / 1000 ** power;
  return `${scaled.toFixed(power && scaled < 10 ? 1 : 0)} ${UNITS[power]}`;
}

// Durations, rates and counts in words; what is unknown is "".

type Unknown = null | undefined;

export function seconds(value: number | Unknown): string {
  if (value == null) {
    return "";
  }
  return value < 60
    ? `${value.toFixed(value < 1 ? 2 : value < 10 ? 1 : 0)} s`
    : `${Math.floor(value / 60)} min ${Math.floor(value % 60)} s`;
}

export function rate(value: number | Unknown): string {
  return value?.toFixed(value < 100 ? 1 : 0) ?? "";
}

export function wordCount(text: string): number {
  return text.match(/\S+/g)?.length ?? 0;
}

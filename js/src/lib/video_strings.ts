// What users read about videos: part of the one table to translate.

export const awaited = "The video will appear here.";
export const labelled = (prompt: string) => (prompt ? `Video: ${prompt}` : "Video");
export const save = "Save";
export const playing = (seconds: number) =>
  Number.isFinite(seconds) ? `${seconds.toFixed(1)} s` : "";
export const notPlayed =
  "This browser cannot play the file. It came whole: save it, and open it in another player.";
export const made = (about: string) => `A video was made: ${about}.`;

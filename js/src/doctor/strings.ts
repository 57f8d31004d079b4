export const title = "hfwidgets doctor";
export const again = "Look again";
export const copy = "Copy as text";
export const copied = "Copied";
export const notCopied = "Could not copy";
export const parts = { here: "Kernel", server: "Servers", page: "This page" };
export const verdicts = {
  ok: "fine",
  note: "works, with a limit",
  problem: "problem",
  waiting: "being asked",
};
export const fix = (text: string): string => `To do: ${text}`;

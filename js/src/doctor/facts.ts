// What a view can find out about its page: only what the browser tells without asking the person.
import type { BrowserFacts } from "../protocol";

/** Browsers by the word that they alone have in their name, the special before the general. */
const BROWSERS: [name: string, pattern: RegExp][] = [
  ["Edge", /Edg\/(\d+)/],
  ["Opera", /OPR\/(\d+)/],
  ["Firefox", /Firefox\/(\d+)/],
  ["Chrome", /Chrom(?:e|ium)\/(\d+)/],
  ["Safari", /Version\/(\d+).*Safari/],
];

export function browserOf(agent: string): string {
  for (const [name, pattern] of BROWSERS) {
    const version = pattern.exec(agent)?.[1];
    if (version) {
      return `${name} ${version}`;
    }
  }
  return "another browser";
}

/** Hosts by what their pages alone hold. */
const HOSTS: [name: string, selector: string][] = [
  ["VS Code", "body[data-vscode-theme-kind]"],
  ["Colab", "colab-output-area,[class^=colab-]"],
  ["marimo", "marimo-mode,marimo-filename,marimo-island,[class*=marimo]"],
  ["Voila", "body[data-voila],.voila-body,[id^=voila]"],
  ["Notebook 7", "body[data-notebook]"],
  ["JupyterLab", ".jp-LabShell"],
];

export const hostOf = (page: Document): string =>
  HOSTS.find(([, selector]) => page.querySelector(selector))?.[0] ?? "another host";

/** Frames without this permission drop downloads without a word. */
function mayDownload(): boolean {
  try {
    const frame = window.frameElement;
    const rules = frame?.getAttribute("sandbox");
    return rules == null || rules.includes("allow-downloads");
  } catch {
    return false; // a frame of another origin: nobody can tell
  }
}

async function microphone(): Promise<string> {
  if (!window.isSecureContext || !navigator.mediaDevices) {
    return "insecure";
  }
  try {
    const name = "microphone" as PermissionName;
    return (await navigator.permissions.query({ name })).state;
  } catch {
    return "unknown"; // Firefox before 131
  }
}

export async function facts(round_trip: number | null): Promise<BrowserFacts> {
  return {
    browser: browserOf(navigator.userAgent),
    host: hostOf(document),
    scoped_styles: "CSSScopeRule" in window,
    clipboard: !!navigator.clipboard?.writeText,
    downloads: mayDownload(),
    microphone: await microphone(),
    round_trip,
  };
}

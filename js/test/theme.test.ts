import { afterEach, expect, it } from "vitest";
import { followTheme } from "../src/lib/theme";

const { body, documentElement } = document;
let life = new AbortController();

function scheme(): HTMLElement {
  life = new AbortController();
  const root = document.createElement("div");
  followTheme(root, life.signal);
  return root;
}

afterEach(() => {
  life.abort();
  body.className = "";
  documentElement.className = "";
  delete body.dataset.jpThemeLight;
  documentElement.removeAttribute("theme");
});

it.each([
  ["JupyterLab dark", () => body.setAttribute("data-jp-theme-light", "false"), "dark"],
  ["JupyterLab light", () => body.setAttribute("data-jp-theme-light", "true"), "light"],
  ["VS Code dark", () => body.classList.add("vscode-dark"), "dark"],
  ["VS Code light", () => body.classList.add("vscode-light"), "light"],
  ["VS Code high contrast", () => body.classList.add("vscode-high-contrast"), "dark"],
  [
    "VS Code high contrast light",
    () => body.classList.add("vscode-high-contrast", "vscode-high-contrast-light"),
    "light",
  ],
  ["Colab dark", () => documentElement.setAttribute("theme", "dark"), "dark"],
  ["marimo dark", () => documentElement.classList.add("dark"), "dark"],
  ["a host without a theme", () => undefined, "light dark"],
])("sees %s", (_host, mark, wanted) => {
  mark();
  expect(scheme().style.colorScheme).toBe(wanted);
});

it("follows a change of theme, until the view is gone", async () => {
  const root = scheme();
  body.setAttribute("data-jp-theme-light", "false");
  await new Promise((resolve) => setTimeout(resolve));
  expect(root.style.colorScheme).toBe("dark");
  life.abort();
  body.setAttribute("data-jp-theme-light", "true");
  await new Promise((resolve) => setTimeout(resolve));
  expect(root.style.colorScheme).toBe("dark");
});

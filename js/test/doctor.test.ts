import { afterEach, expect, it, vi } from "vitest";
import { browserOf, hostOf } from "../src/doctor/facts";
import doctor, { asText } from "../src/widgets/doctor";
import { Kernel } from "./explorer/mounted";

const ROWS = [
  { subject: "Packages", verdict: "ok", told: "all <b>there</b>", fix: "", part: "here" },
  { subject: "Hub", verdict: "problem", told: "gone", fix: "try <i>again</i>", part: "server" },
  { subject: "Page", verdict: "waiting", told: "not yet", fix: "", part: "page" },
] as const;

let end = () => {};
afterEach(() => end());

function mount() {
  const kernel = new Kernel([], { rows: ROWS, summary: "1 problem", _still: false } as object);
  const el = document.createElement("div");
  document.body.append(el);
  const close = doctor.render({ model: kernel as never, el });
  end = () => {
    close();
    el.remove();
  };
  return { kernel, root: el.querySelector(".hfw-doctor") as HTMLElement };
}

it("shows findings by part, as text, with what to do", () => {
  const { root } = mount();
  expect([...root.querySelectorAll(".hfw-part")].map((one) => one.textContent)).toEqual([
    "Kernel",
    "Servers",
    "This page",
  ]);
  expect(root.querySelectorAll("b, i")).toHaveLength(0);
  expect(root.textContent).toContain("all <b>there</b>");
  expect(root.querySelector(".hfw-fix")?.textContent).toBe("To do: try <i>again</i>");
  expect(root.getAttribute("aria-busy")).toBe("true");
  expect(root.querySelector("[role=status]")?.textContent).toBe("1 problem");
});

it("tells the verdict in words, not by its sign alone", () => {
  const { root } = mount();
  const said = [...root.querySelectorAll(".hfw-subject .hfw-hidden")].map((one) => one.textContent);
  expect(said).toEqual(["fine", "problem", "being asked"]);
});

it("tells the kernel what the browser may do, and looks again when asked", async () => {
  const { kernel, root } = mount();
  await vi.waitFor(() => expect(kernel.last("facts" as never)).toBeTruthy());
  const { facts } = kernel.last("facts" as never) as unknown as { facts: Record<string, unknown> };
  expect(facts).toMatchObject({ microphone: "insecure", round_trip: null });
  root.querySelector("button")?.click();
  expect(kernel.last("look" as never).id).toBeTruthy();
});

it("leaves no listener behind", () => {
  const { kernel } = mount();
  end();
  expect([...kernel.listeners.values()].every(({ size }) => size === 0)).toBe(true);
});

it("copies as text what it shows", () => {
  expect(asText([...ROWS])).toBe(
    "✓ Packages: all <b>there</b>\n! Hub: gone\n    To do: try <i>again</i>\n… Page: not yet",
  );
});

it.each([
  ["Mozilla/5.0 (X11) Gecko/20100101 Firefox/141.0", "Firefox 141"],
  ["Mozilla/5.0 AppleWebKit/537 Chrome/139.0.0.0 Safari/537 Edg/139.0", "Edge 139"],
  ["Mozilla/5.0 AppleWebKit/537 Chrome/139.0.0.0 Safari/537.36", "Chrome 139"],
  ["Mozilla/5.0 AppleWebKit/605 Version/18.5 Safari/605.1", "Safari 18"],
  ["curl/8", "another browser"],
])("knows a browser by its name: %s", (agent, name) => {
  expect(browserOf(agent)).toBe(name);
});

it.each([
  ['<div class="jp-LabShell"></div>', "JupyterLab"],
  ["<colab-output-area></colab-output-area>", "Colab"],
  ["<p></p>", "another host"],
])("knows a host by its page: %s", (html, name) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  expect(hostOf(page)).toBe(name);
});

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { FakeModel } from "./fake_model";
import { type Mounted, mount } from "./mounted";

let shown: Mounted;
let given = 0;
beforeEach(() => {
  given = 0;
  vi.spyOn(URL, "createObjectURL").mockImplementation(() => `blob:${++given}`);
  vi.spyOn(URL, "revokeObjectURL").mockImplementation(() => {});
});
afterEach(() => {
  shown.close();
  vi.restoreAllMocks();
});
const open = () => {
  shown = mount(new FakeModel({ prompt: "a boat" }, "text-to-video"));
};
const film = (type = "video/mp4", ending = ".mp4", run = 1) => {
  const bytes = new DataView(new ArrayBuffer(2_000));
  const output = { picture: "", video: { type, ending, size: 2_000 } };
  shown.model.set("status", "running");
  shown.model.hear({ kind: "start", run });
  shown.model.set("status", "done");
  shown.model.hear({ kind: "end", run, seq: 0, output }, [bytes]);
};
const player = () => shown.part("video") as HTMLVideoElement;
const picture = () => shown.part("img.hfw-film") as HTMLImageElement;

it("shows a place for the video, and nothing to save, before there is one", () => {
  open();
  expect(player().hidden && picture().hidden).toBe(true);
  expect([player(), picture()].map((one) => one.hasAttribute("src"))).toEqual([false, false]);
  expect(shown.button("Save").hidden).toBe(true);
  expect(shown.root.textContent).toContain("The video will appear here.");
});

it("plays the file under the words that it was asked for with", () => {
  open();
  film();
  expect(player().getAttribute("src") ?? player().src).toContain("blob:1");
  expect(player().hidden).toBe(false);
  expect(player().controls).toBe(true);
  expect(player().getAttribute("aria-label")).toBe("Video: a boat");
  expect(shown.root.textContent).toContain("2.0 kB");
  expect(shown.button("Save").hidden).toBe(false);
});

it("shows a moving picture as a picture", () => {
  open();
  film("image/gif", ".gif");
  expect(player().hidden).toBe(true);
  expect(player().hasAttribute("src")).toBe(false);
  expect(picture().hidden).toBe(false);
  expect(picture().src).toContain("blob:1");
  expect(picture().alt).toBe("Video: a boat");
});

it("saves the file under the ending of its format", () => {
  open();
  film("video/webm", ".webm");
  const clicked: string[] = [];
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (
    this: HTMLAnchorElement,
  ) {
    clicked.push(this.download);
  });
  shown.button("Save").click();
  expect(clicked).toEqual(["video.webm"]);
});

it("says that a file cannot be played, and keeps it to be saved", () => {
  open();
  film("application/octet-stream", ".bin");
  player().dispatchEvent(new Event("error"));
  expect(shown.root.textContent).toContain("This browser cannot play the file");
  expect(shown.button("Save").hidden).toBe(false);
});

it("gives back the address of the video before, and the last one with the view", () => {
  open();
  film();
  film("video/mp4", ".mp4", 2);
  expect(URL.revokeObjectURL).toHaveBeenCalledWith("blob:1");
  shown.close();
  expect(URL.revokeObjectURL).toHaveBeenCalledWith("blob:2");
});

it("marks a video of an earlier run, or of another model, as that", () => {
  open();
  film();
  const stale = () => shown.root.querySelector(".hfw-stale");
  expect(stale()).toBeNull();
  shown.model.set("status", "error");
  expect(stale()?.textContent).toContain("earlier run");
});

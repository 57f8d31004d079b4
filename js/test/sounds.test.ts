import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { MadeSound, Sound } from "../src/protocol";
import { clockOf } from "../src/sounds/clock";
import { peaks } from "../src/sounds/outline";
import { RATE, wavOf } from "../src/sounds/wav";
import { FakeModel } from "./fake_model";
import { type Mounted, mount } from "./mounted";

const held: Sound = {
  id: "s1",
  name: "talk.wav",
  type: "audio/wav",
  size: 320_044,
  seconds: 100,
  rate: 16_000,
  channels: 2,
  source: "python",
  state: "ready",
};

let task: Mounted;
let model: FakeModel;
type Task = "automatic-speech-recognition" | "audio-to-audio" | "text-to-speech";
const open = (name: Task, sound: Partial<Sound> | null = held) => {
  model = new FakeModel({ sounds: { audio: sound && { ...held, ...sound } } }, name);
  task = mount(model);
};
const finish = async (output: unknown, run = 1) => {
  model.set("status", "running");
  model.hear({ kind: "start", run });
  model.set("status", "done");
  model.hear({ kind: "end", run, seq: 0, output });
  await vi.advanceTimersByTimeAsync(0);
};
const slider = (at = 0) =>
  task.root.querySelectorAll<HTMLElement>("[role=slider]")[at] as HTMLElement;
const place = () => slider().getAttribute("aria-valuetext");
const view = (bytes: ArrayBuffer) => new DataView(bytes);

beforeEach(() => {
  vi.useFakeTimers({ now: 1_700_000_000_000 });
  vi.spyOn(HTMLMediaElement.prototype, "play").mockResolvedValue();
  vi.spyOn(HTMLMediaElement.prototype, "pause").mockReturnValue();
});
afterEach(() => {
  task?.close();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe("the field of a sound", () => {
  it("asks for one, and says how it may come", () => {
    open("automatic-speech-recognition", null);
    expect(task.part(".hfw-picture").textContent).toContain("Drop or paste a sound here, or");
    expect(task.button("Record").getAttribute("aria-expanded")).toBe("false");
    task.button("Run").click();
    expect(task.part("[data-kind=audio] > .hfw-fault").textContent).toContain("record a sound");
  });

  it("tells what it holds, asks for the outline alone, and for the bytes once when it plays", async () => {
    open("automatic-speech-recognition");
    expect(task.part(".hfw-told").textContent).toBe("talk.wav1:40, 16 kHz, stereo, 320 kB, WAV");
    expect(model.of("peaks")).toMatchObject([{ sound: "s1" }]);
    expect(model.of("sound")).toEqual([]);
    model.answer("peaks", {}, [view(new Int8Array([-127, 127, -10, 10]).buffer)]);
    await vi.advanceTimersByTimeAsync(0);
    expect(task.part(".hfw-wave path").getAttribute("d")).toBe("M0 -127L1 -10L1 10L0 127Z");
    task.button("Play").click();
    await vi.advanceTimersByTimeAsync(0);
    model.answer("sound", { type: "audio/wav" }, [view(new ArrayBuffer(8))]);
    await vi.advanceTimersByTimeAsync(0);
    task.button("Play").click();
    await vi.advanceTimersByTimeAsync(0);
    expect(model.of("sound")).toHaveLength(1);
    expect(HTMLMediaElement.prototype.play).toHaveBeenCalledTimes(2);
  });

  it("gives the address of its bytes back when the view ends", async () => {
    const revoked = vi.spyOn(URL, "revokeObjectURL");
    open("automatic-speech-recognition");
    task.button("Play").click();
    await vi.advanceTimersByTimeAsync(0);
    const made = vi.spyOn(URL, "createObjectURL").mockReturnValue("blob:one");
    model.answer("sound", { type: "audio/wav" }, [view(new ArrayBuffer(8))]);
    await vi.advanceTimersByTimeAsync(0);
    expect(made).toHaveBeenCalledTimes(1);
    task.close();
    expect(revoked).toHaveBeenCalledWith("blob:one");
    expect(model.listening).toBe(0);
  });

  it("is sought by keyboard", () => {
    open("automatic-speech-recognition");
    const press = (key: string, init = {}) => task.press(slider(), key, init);
    expect([slider().getAttribute("aria-label"), place()]).toEqual([
      "Position in talk.wav",
      "0:00 of 1:40",
    ]);
    press("ArrowRight");
    expect(place()).toBe("0:05 of 1:40");
    press("ArrowLeft", { shiftKey: true });
    expect(place()).toBe("0:04 of 1:40");
    press("PageUp");
    expect(place()).toBe("0:14 of 1:40");
    press("End");
    expect(slider().getAttribute("aria-valuenow")).toBe("100");
    expect(press("ArrowRight").defaultPrevented).toBe(true);
    expect(place()).toBe("1:40 of 1:40");
    press("Home");
    expect(place()).toBe("0:00 of 1:40");
  });

  it("refuses what is no sound before it is sent, and offers to undo a removal", async () => {
    open("automatic-speech-recognition");
    const input = task.part("input[type=file]") as HTMLInputElement;
    const choose = async (file: File) => {
      Object.defineProperty(input, "files", { value: [file], configurable: true });
      input.dispatchEvent(new Event("change"));
      await vi.advanceTimersByTimeAsync(0);
    };
    await choose(new File(["x"], "a.png", { type: "image/png" }));
    expect(task.part(".hfw-picture > .hfw-fault").textContent).toContain(
      "is no sound, but image/png",
    );
    await choose(new File([], "a.wav", { type: "audio/wav" }));
    expect(task.part(".hfw-picture > .hfw-fault").textContent).toContain("is empty: 0 bytes");
    expect(model.of("upload")).toEqual([]);
    await choose(new File(["x"], "a.wav", { type: "audio/wav" }));
    expect(model.of("upload")).toMatchObject([{ field: "audio", name: "a.wav", last: true }]);
    task.button("Cancel").click();
    await vi.advanceTimersByTimeAsync(0);
    task.button("Remove").click();
    const { id } = model.of("sound-clear").at(-1) as unknown as { id: string };
    model.hear({ kind: "ack", id });
    task.button("Undo").click();
    expect(model.of("sound-restore")).toMatchObject([{ field: "audio" }]);
  });

  it.each([
    ["NotAllowedError", "blocked by the browser"],
    ["NotFoundError", "There is no microphone here"],
    ["OddError", "gives no sound: why. Choose a file"],
  ])("says what to do where the microphone fails with %s", async (name, words) => {
    const fails = () => Promise.reject(Object.assign(new Error("why"), { name }));
    vi.stubGlobal("navigator", { mediaDevices: { getUserMedia: fails } });
    vi.stubGlobal("MediaRecorder", class {});
    open("automatic-speech-recognition", null);
    task.button("Record").click();
    await vi.advanceTimersByTimeAsync(0);
    vi.unstubAllGlobals();
    expect(task.part(".hfw-panel [role=status]").textContent).toContain(words);
    expect(task.part(".hfw-panel > .hfw-bar").hidden).toBe(true);
  });

  it("says that a page may not record where there is no microphone to ask for", async () => {
    open("automatic-speech-recognition", null);
    task.button("Record").click();
    await vi.advanceTimersByTimeAsync(0);
    expect(task.part(".hfw-panel [role=status]").textContent).toContain("may not use a microphone");
  });
});

describe("a transcript", () => {
  const chunks = [
    { text: " <b>Hello</b> there", start: 0, end: 2 },
    { text: "and welcome to you all", start: 2, end: null },
    { text: "goodbye to all of you", start: null, end: null },
  ];
  const text = "<b>Hello</b> there and welcome";
  const parts = () => [...task.root.querySelectorAll<HTMLButtonElement>(".hfw-chunk")];
  const current = () => parts().findIndex((one) => one.getAttribute("aria-current"));

  it("is a text where there are no times, whatever it says", async () => {
    open("automatic-speech-recognition");
    await finish({ text, chunks: [{ text, start: null, end: null }], sound: held });
    expect(task.part(".hfw-said").textContent).toBe(text);
    expect([parts().length, task.root.querySelector(".hfw-said b")]).toEqual([0, null]);
    expect(task.button("Save as .srt").hidden).toBe(true);
    await finish({ text: "", chunks: [], sound: held }, 2);
    expect(task.part(".hfw-said").textContent).toBe("The model heard no words.");
  });

  it("seeks in the sound that was asked about, and follows it", async () => {
    open("automatic-speech-recognition");
    await finish({ text, chunks, sound: held });
    expect(parts().map((one) => one.textContent)).toEqual([
      "0:00<b>Hello</b> there",
      "0:02and welcome to you all",
      "goodbye to all of you",
    ]);
    parts()[1]?.click();
    expect([place(), current()]).toEqual(["0:02 of 1:40", 1]);
    expect(model.of("sound")).toHaveLength(1);
    task.press(slider(), "Home");
    expect(current()).toBe(0);
    expect(task.button("Save as .srt").hidden).toBe(false);
  });

  it("has one tab stop, and arrow keys inside", async () => {
    open("automatic-speech-recognition");
    await finish({ text, chunks, sound: held });
    expect(parts().map(({ tabIndex }) => tabIndex)).toEqual([0, -1, -1]);
    parts()[0]?.focus();
    task.press(parts()[0] as Element, "End");
    expect([document.activeElement, parts().map(({ tabIndex }) => tabIndex)]).toEqual([
      parts()[2],
      [-1, -1, 0],
    ]);
  });

  it("plays its own sound where another one was chosen since", async () => {
    open("automatic-speech-recognition");
    await finish({ text, chunks, sound: held });
    model.set("sounds", { audio: { ...held, id: "s2" } });
    parts()[1]?.click();
    expect(task.part(".hfw-transcript").textContent).toContain("of the sound that was asked about");
    expect(model.of("sound")).toMatchObject([{ sound: "s1" }]);
    expect(slider(1).getAttribute("aria-valuetext")).toBe("0:02 of 1:40");
  });
});

describe("sounds that were made", () => {
  const made: MadeSound = {
    id: "s7",
    label: "<i>voice",
    type: "audio/flac",
    size: 8,
    seconds: 3.2,
    ending: "flac",
  };

  it("have label, player and download each; what is none says so", async () => {
    open("audio-to-audio");
    await finish({ sounds: [made, { ...made, id: "s8", label: "", type: "", ending: "" }] });
    const items = [...task.root.querySelectorAll(".hfw-sounds > li")];
    expect(items.map((one) => one.querySelector("b")?.textContent)).toEqual([
      "<i>voice",
      "Sound 2",
    ]);
    expect(items[1]?.textContent).toContain("This part of the answer is no sound.");
    expect(task.button("Download .flac").getAttribute("aria-label")).toBe("Download <i>voice.flac");
    expect(task.root.querySelectorAll("[role=slider]")).toHaveLength(2);
    await finish({ sounds: [] }, 2);
    expect(task.part(".hfw-made").textContent).toBe("The model made no sound.");
  });

  it("go on to widgets that listen", async () => {
    open("text-to-speech", null);
    await finish({ sounds: [{ ...made, label: "" }] });
    task.button("Use in").click();
    const target = { target: "new:audio-classification", title: "Audio", detail: "new, below" };
    model.answer("targets", { targets: [target] });
    task.part("[role=menuitem]").click();
    expect(model.of("use").at(-1)).toMatchObject({ what: { kind: "sound", index: 0 } });
  });
});

it.each([
  [0, "0:00"],
  [-1, "0:00"],
  [0.05, "0:00"],
  [0.1, "0:00.1"],
  [0.7499, "0:00.7"],
  [0.999, "0:00.9"],
  [1, "0:01"],
  [59.99, "0:59"],
  [3601, "1:00:01"],
  [null, ""],
  [Number.NaN, ""],
  [Number.POSITIVE_INFINITY, ""],
])("tells %s seconds as %s", (seconds, text) => {
  expect(clockOf(seconds)).toBe(text);
});

it("computes an outline of all channels, and lets the page answer in between", async () => {
  vi.useRealTimers();
  const samples = new Float32Array(14_400_000);
  samples[7_200_000] = -2;
  samples[14_399_999] = 0.5;
  const found = await peaks([samples, new Float32Array(14_400_000)]);
  expect([found.length, found[800], found[1599]]).toEqual([1600, -127, 64]);
  expect(await peaks([new Float32Array([0.25])])).toEqual(new Int8Array([0, 32]));
});

it("writes the mean of the channels as a WAV file of 16 bits", async () => {
  vi.useRealTimers();
  const blob = await wavOf([new Float32Array([1, -1, 2]), new Float32Array([0, -1, 2])]);
  const bytes = new DataView(await blob.arrayBuffer());
  const words = [0, 8, 12, 36].map((at) =>
    String.fromCharCode(...[0, 1, 2, 3].map((more) => bytes.getUint8(at + more))),
  );
  expect(words).toEqual(["RIFF", "WAVE", "fmt ", "data"]);
  expect([bytes.getUint16(20, true), bytes.getUint16(22, true)]).toEqual([1, 1]);
  expect([bytes.getUint32(24, true), bytes.getUint16(34, true)]).toEqual([RATE, 16]);
  const samples = [44, 46, 48].map((at) => bytes.getInt16(at, true));
  expect(samples).toEqual([16384, -32767, 32767]);
});

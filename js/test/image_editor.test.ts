import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Picture, TaskCall } from "../src/protocol";
import { FakeModel } from "./fake_model";
import { type Mounted, mount } from "./mounted";

const PIECE = 512 * 1024;
const held: Picture = {
  id: "p1",
  name: "cat.jpg",
  width: 640,
  height: 480,
  type: "image/jpeg",
  size: 51_000,
  source: "python",
  state: "ready",
};

let task: Mounted;
let model: FakeModel;

const file = (size: number, name = "photo.jpg", type = "image/jpeg") =>
  new File([new Uint8Array(size)], name, { type });
const uploads = () => model.of("upload");
const answered = new Set<string>();
const settle = () => vi.advanceTimersByTimeAsync(0);
const answer = async (error: string | null = null) => {
  const next = uploads().find(({ id }) => !answered.has(id));
  const [offset, size] = [next?.offset ?? 0, next?.size ?? 0];
  answered.add(next?.id ?? "");
  const received = Math.min(offset + PIECE, size);
  model.answer("upload", error === null ? { received } : { error }, [], (one) => one === next);
  await settle();
};
const choose = async (chosen: File) => {
  const input = task.part("input[type=file]") as HTMLInputElement;
  Object.defineProperty(input, "files", { value: [chosen], configurable: true });
  input.dispatchEvent(new Event("change"));
  await settle();
};
const fault = () => task.part(".hfw-picture > .hfw-fault").textContent;
const note = () => task.part(".hfw-picture > .hfw-note").textContent;
const shown = () => task.part(".hfw-told").textContent;
const hold = (picture: Partial<Picture> | null) =>
  model.set("pictures", { image: picture && { ...held, ...picture } });
const acknowledge = (kind: TaskCall["kind"], error: string | null = null) => {
  const message = model.of(kind).at(-1) as { id: string };
  model.hear({ kind: "ack", id: message.id, error });
};
const transfer = (files: File[], texts: Record<string, string> = {}) => ({
  files,
  types: [...(files.length ? ["Files"] : []), ...Object.keys(texts)],
  getData: (type: string) => texts[type] ?? "",
  dropEffect: "",
});
const dispatch = async (kind: string, data: object, target: Element = task.root) => {
  const event = new Event(kind, { bubbles: true, cancelable: true });
  Object.assign(event, { dataTransfer: data, clipboardData: data });
  target.dispatchEvent(event);
  await settle();
  return event;
};

/** happy-dom draws nothing: a canvas gives a few bytes of the type that is asked for. */
const drawsBlobs = () =>
  vi
    .spyOn(HTMLCanvasElement.prototype, "toBlob")
    .mockImplementation((done, type = "") => done(new Blob(["pixels"], { type })));

beforeEach(() => {
  vi.useFakeTimers({ now: 1_700_000_000_000 });
  answered.clear();
  model = new FakeModel({}, "image-classification");
  task = mount(model);
});
afterEach(() => {
  task.close();
  vi.useRealTimers();
});

it("asks for a picture, and opens the dialog of the browser", () => {
  const click = vi.spyOn(task.part("input[type=file]"), "click");
  expect(task.part(".hfw-picture").classList).toContain("hfw-empty");
  task.field("image").click();
  expect(click).toHaveBeenCalledOnce();
  expect(task.field("image").getAttribute("aria-label")).toBe("Choose a picture: image");
});

describe("an upload", () => {
  it("goes in pieces of 512 KiB, two of them unanswered at most", async () => {
    await choose(file(3 * PIECE + 7));
    expect(uploads().map(({ offset }) => offset)).toEqual([0, PIECE]);
    await answer();
    expect(uploads().map(({ offset }) => offset)).toEqual([0, PIECE, 2 * PIECE]);
    await answer();
    expect(uploads().at(-1)).toMatchObject({
      field: "image",
      name: "photo.jpg",
      type: "image/jpeg",
      size: 3 * PIECE + 7,
      offset: 3 * PIECE,
      last: true,
    });
    expect(uploads().map(({ last }) => last)).toEqual([false, false, false, true]);
    const sizes = model.sent.flatMap(({ kind }, index) =>
      kind === "upload" ? (model.buffers[index] ?? []).map((one) => one.length) : [],
    );
    expect(sizes).toEqual([PIECE, PIECE, PIECE, 7]);
  });

  it("tells how far it is, in words and to screen readers", async () => {
    await choose(file(2 * PIECE));
    await answer();
    const bar = task.part(".hfw-picture [role=progressbar]");
    expect(bar.getAttribute("aria-valuenow")).toBe("50");
    expect(bar.getAttribute("aria-valuetext")).toBe("524 kB of 1.0 MB sent");
    expect(bar.getAttribute("aria-label")).toBe("Sending photo.jpg");
  });

  it("is not sent back when the kernel has it", async () => {
    await choose(file(100));
    hold({ id: "p7", name: "photo.jpg", upload: uploads()[0]?.file ?? "" });
    await answer();
    expect(model.of("picture")).toEqual([]);
    expect(shown()).toBe("photo.jpg640 × 480, 51 kB, JPEG");
  });

  it("can be cancelled; what was there stays", async () => {
    hold({});
    await choose(file(3 * PIECE));
    task.button("Cancel").click();
    await answer();
    expect(model.of("upload-cancel")).toEqual([
      { kind: "upload-cancel", file: uploads()[0]?.file },
    ]);
    expect(uploads()).toHaveLength(2);
    expect(fault()).toBe("");
    expect(shown()).toContain("cat.jpg");
  });

  it("gives way to another file", async () => {
    await choose(file(3 * PIECE, "first.png"));
    await choose(file(10, "second.png"));
    expect(model.of("upload-cancel")).toHaveLength(1);
    await answer();
    expect(uploads().at(-1)?.name).toBe("second.png");
    expect(fault()).toBe("");
  });

  it("tells what the kernel has against it, and shows what was there", async () => {
    hold({});
    await choose(file(10, "page.jpg"));
    await answer("page.jpg is an HTML page");
    expect(fault()).toBe("page.jpg is an HTML page");
    expect(shown()).toContain("cat.jpg");
  });

  it("says after a while that the kernel is busy, until it answers", async () => {
    await choose(file(10));
    await vi.advanceTimersByTimeAsync(700);
    expect(note()).toContain("The kernel is busy");
    await answer();
    expect(note()).toBe("");
  });

  it("ends with its view", async () => {
    await choose(file(3 * PIECE));
    task.close();
    expect(model.of("upload-cancel")).toHaveLength(1);
    expect(model.listening).toBe(0);
  });
});

it.each([
  [file(9, "logo.svg", "image/svg+xml"), "“logo.svg” is an SVG drawing"],
  [file(9, "notes.txt", "text/plain"), "“notes.txt” is no picture, but text/plain"],
  [file(0, "nothing.png", "image/png"), "“nothing.png” is empty: 0 bytes"],
])("does not send %o, and says why at the field", async (wrong, words) => {
  hold({});
  await choose(wrong);
  expect(uploads()).toEqual([]);
  expect(fault()).toContain(words);
  expect(shown()).toContain("cat.jpg");
});

it("does not send more than 100 MiB, and tells another way", async () => {
  const huge = file(1, "scan.tif", "image/tiff");
  Object.defineProperty(huge, "size", { value: 200 * 2 ** 20 });
  await choose(huge);
  expect(uploads()).toEqual([]);
  expect(fault()).toContain("has 210 MB; the page sends at most 105 MB");
});

it("leaves it to the kernel to judge a type that the browser does not know", async () => {
  await choose(file(10, "photo.heic", ""));
  expect(uploads()).toHaveLength(1);
});

describe("a drop", () => {
  it("takes the file, anywhere in the widget", async () => {
    const over = await dispatch("dragover", transfer([], { Files: "" }));
    expect(over.defaultPrevented).toBe(true);
    expect(task.root.classList).toContain("hfw-drop");
    await dispatch("drop", transfer([file(5)]));
    expect(uploads()).toHaveLength(1);
    expect(task.root.classList).not.toContain("hfw-drop");
  });

  it("of a picture from a page takes the picture and not where its link leads", async () => {
    const html = '<a href="https://a.example/page"><img src="https://a.example/cat.png"></a>';
    const data = { "text/uri-list": "https://a.example/page", "text/html": html };
    await dispatch("drop", transfer([], data));
    expect(model.of("picture-url")).toMatchObject([
      { field: "image", url: "https://a.example/cat.png" },
    ]);
  });

  it("of plain text is left to the page", async () => {
    const over = await dispatch("dragover", transfer([], { "text/plain": "words" }));
    expect(over.defaultPrevented).toBe(false);
    expect((await dispatch("drop", transfer([], { "text/plain": "words" }))).defaultPrevented).toBe(
      false,
    );
  });

  it.each([
    ["drop", [file(5, "a.jpg"), file(6, "b.jpg")], "a.jpg was taken; the other file was not"],
    ["drop", [file(5, "a.jpg"), file(6), file(7)], "a.jpg was taken; 2 other files were not"],
    ["paste", [file(5, "a.jpg"), file(6, "b.jpg")], "a.jpg was taken; the other file was not"],
    ["drop", [file(9, "notes.txt", "text/plain"), file(5, "a.jpg")], "a.jpg was taken; the other"],
  ])("of several files (%s) takes one picture and says so", async (kind, files, words) => {
    await dispatch(kind, transfer(files));
    expect(uploads()).toHaveLength(1);
    expect(uploads()[0]?.size).toBe(5);
    hold({ id: "p2", upload: uploads()[0]?.id ?? "" });
    await answer();
    expect(note()).toContain(words);
    expect(note()).toContain("room for one picture");
  });

  it("of one file says nothing of others", async () => {
    await dispatch("drop", transfer([file(5)]));
    await answer();
    expect(note()).toBe("");
  });

  it("without a picture says so", async () => {
    await dispatch("drop", transfer([], { "text/uri-list": "ftp://a.example" }));
    expect(fault()).toContain("holds no picture");
  });
});

describe("a name that turns the direction of reading, or is markup", () => {
  const name = "<b>cat\u202egnp.exe";
  const written = "<b>cat\\u202egnp.exe";
  const told = () => `${shown()} ${fault()} ${note()}`;

  it.each([
    ["of a picture from Python", async () => hold({ name }), "640"],
    ["of a drawing", () => choose(file(5, `${name}.svg`, "image/svg+xml")), "SVG"],
    ["of no picture", () => choose(file(5, name, "text/plain")), "no picture"],
    ["of an empty file", () => choose(file(0, name)), "0 bytes"],
    [
      "of a file that is gone",
      () => {
        const gone = file(5, name);
        const arrayBuffer = () => Promise.reject(new Error("gone"));
        vi.spyOn(gone, "slice").mockReturnValue({ arrayBuffer } as unknown as Blob);
        return choose(gone);
      },
      "cannot be read",
    ],
    [
      "of one of two files",
      async () => {
        await dispatch("drop", transfer([file(5, name), file(5)]));
        await answer();
      },
      "was taken",
    ],
  ])("%s reads as it is written", async (_, act, words) => {
    await act();
    expect(told()).toContain(written);
    expect(told()).toContain(words);
    expect(task.root.textContent).not.toContain("\u202e");
    expect(task.root.innerHTML).not.toContain("\u202e");
  });
});

describe("a paste", () => {
  it("takes a picture wherever the focus is", async () => {
    await dispatch("paste", transfer([file(5)]), task.field("model"));
    expect(uploads()).toHaveLength(1);
  });

  it("of text into a text box is left to the box", async () => {
    const data = transfer([file(5)], { "text/plain": "https://a.example/cat.png" });
    const event = await dispatch("paste", data, task.field("model"));
    expect(event.defaultPrevented).toBe(false);
    expect(model.of("picture-url")).toEqual([]);
    expect(uploads()).toEqual([]);
  });

  it("of an address beside the text boxes fetches it", async () => {
    const data = transfer([], { "text/plain": " https://a.example/cat.png\n" });
    await dispatch("paste", data, task.field("image"));
    expect(model.of("picture-url")).toMatchObject([{ url: "https://a.example/cat.png" }]);
  });
});

it("fetches an address, and keeps a wrong one to be corrected", async () => {
  task.button("URL").click();
  const input = task.part(".hfw-address") as HTMLInputElement;
  expect(document.activeElement).toBe(input);
  input.value = " htp://cat ";
  task.press(input, "Enter");
  expect(model.of("picture-url")).toMatchObject([{ url: "htp://cat", field: "image" }]);
  acknowledge("picture-url", "'htp://cat' is no web address");
  expect(fault()).toBe("'htp://cat' is no web address");
  expect(input.closest("[hidden]")).toBeNull();
  hold({ state: "fetching", url: "https://cat", source: "url" });
  expect(shown()).toContain("Fetching https://cat");
  hold({ fault: "404 Not Found" });
  expect(input.closest("[hidden]")).toBeNull();
  hold({ source: "url" });
  expect(input.closest("[hidden]")).not.toBeNull();
});

it("shows why an address could not be fetched, beside the picture that came back", () => {
  hold({ fault: "404 Not Found" });
  expect(fault()).toBe("404 Not Found");
  expect(shown()).toContain("cat.jpg");
});

it("says what the kernel has to say about a picture", () => {
  hold({ notice: "The first of 12 frames." });
  expect(shown()).toContain("The first of 12 frames.");
});

it("asks the kernel once for a picture that it has not", () => {
  hold({});
  hold({});
  expect(model.of("picture").map(({ picture }) => picture)).toEqual(["p1"]);
});

it("removes, and brings back, without losing the focus", () => {
  hold({});
  task.button("Remove").focus();
  task.button("Remove").click();
  hold(null);
  acknowledge("picture-clear");
  const undo = task.button("Undo");
  expect(document.activeElement).toBe(undo);
  expect(note()).toContain("cat.jpg was removed.");
  undo.click();
  expect(model.of("picture-restore")).toMatchObject([{ field: "image" }]);
  expect(document.activeElement).toBe(task.field("image"));
  hold({});
  expect(note()).toBe("");
});

it("offers a smaller copy of large pictures only", () => {
  hold({});
  expect(task.button("Shrink").hidden).toBe(true);
  hold({ id: "p2", width: 4032, height: 3024 });
  expect(task.button("Shrink to 2048 px").hidden).toBe(false);
});

it("sends a smaller copy when that is wanted, lets go of the large one, and can undo", async () => {
  drawsBlobs();
  const bitmap = { width: 4032, height: 3024, close: vi.fn() };
  vi.stubGlobal("createImageBitmap", async () => bitmap);
  hold({ width: 4032, height: 3024, name: "Photo.JPEG" });
  const bytes = [new DataView(new ArrayBuffer(4))];
  model.answer("picture", { type: "image/jpeg" }, bytes);
  task.button("Shrink").click();
  await settle();
  vi.unstubAllGlobals();
  expect(bitmap.close).toHaveBeenCalledOnce();
  expect(uploads()[0]).toMatchObject({ name: "Photo.JPEG", type: "image/jpeg" });
  hold({ id: "p2", width: 2048, height: 1536, name: "Photo.JPEG" });
  await answer();
  expect(note()).toContain("Photo.JPEG was shrunk.");
  task.button("Undo").click();
  expect(model.of("picture-restore")).toMatchObject([{ field: "image" }]);
});

it("says so when the browser cannot shrink a picture", async () => {
  hold({ width: 4032, height: 3024 });
  const bytes = [new DataView(new ArrayBuffer(4))];
  model.answer("picture", { type: "image/png" }, bytes);
  task.button("Shrink").click();
  await settle();
  expect(fault()).toContain("cannot shrink it");
  expect(uploads()).toEqual([]);
});

describe("cropping", () => {
  beforeEach(async () => {
    hold({});
    const bytes = [new DataView(new ArrayBuffer(4))];
    model.answer("picture", { type: "image/png" }, bytes);
    task.button("Crop").click();
    await settle();
  });
  const frame = () => task.part(".hfw-frame");

  it("begins with the middle, and is done with the keys", () => {
    expect(document.activeElement).toBe(frame());
    task.press(frame(), "ArrowRight", { altKey: true });
    task.press(frame(), "ArrowUp");
    task.press(frame(), "ArrowLeft", { shiftKey: true });
    expect(task.part(".hfw-picture").textContent).toContain("499 × 384 px from 65, 35");
    task.press(frame(), "Enter");
    expect(model.of("picture-crop")).toMatchObject([{ field: "image", box: [65, 35, 564, 419] }]);
    expect(document.activeElement).toBe(task.button("Crop"));
  });

  it("is left with Esc, which stops no run then", () => {
    task.press(frame(), "Escape");
    expect(model.of("picture-crop")).toEqual([]);
    expect(frame().closest("[hidden]")).not.toBeNull();
    expect(document.activeElement).toBe(task.button("Crop"));
  });

  /** Press at a place of the page, move to another, and let go. */
  const drag = (from: [number, number], to: [number, number]) => {
    const stage = task.part(".hfw-cropping");
    stage.getBoundingClientRect = () => ({ left: 10, top: 20, width: 320, height: 240 }) as DOMRect;
    stage.setPointerCapture = vi.fn();
    const pointer = (kind: string, [clientX, clientY]: [number, number]) =>
      stage.dispatchEvent(new MouseEvent(kind, { clientX, clientY, bubbles: true }));
    pointer("pointerdown", from);
    pointer("pointermove", to);
    pointer("pointerup", to);
    pointer("pointermove", [300, 200]);
    task.button("Apply").click();
  };

  it("is drawn with a pointer", () => {
    drag([15, 30], [60, 60]);
    expect(model.of("picture-crop")).toMatchObject([{ box: [10, 20, 100, 80] }]);
  });

  it.each([
    ["right side", [298, 140], [268, 170], [64, 48, 516, 432]],
    ["left side, from beside it", [35, 140], [55, 90], [90, 48, 576, 432]],
    ["upper side", [170, 44], [190, 64], [64, 88, 576, 432]],
    ["lower side", [170, 236], [150, 226], [64, 48, 576, 412]],
    ["first corner", [42, 44], [62, 74], [104, 108, 576, 432]],
    ["last corner", [300, 240], [330, 260], [64, 48, 640, 480]],
    ["right side over the left one", [298, 140], [20, 140], [20, 48, 64, 432]],
    ["whole frame", [170, 140], [180, 150], [84, 68, 596, 452]],
  ] as [string, [number, number], [number, number], number[]][])(
    "takes the %s with a pointer",
    (_, from, to, box) => {
      drag(from, to);
      expect(model.of("picture-crop")).toMatchObject([{ box }]);
    },
  );

  it("shows what can be taken: four corners and four sides", () => {
    const grips = [...frame().children] as HTMLElement[];
    const kinds = grips.map(({ style }) => style.cursor.replace("-resize", ""));
    expect(kinds).toEqual(["nwse", "ns", "nesw", "ew", "ew", "nesw", "ns", "nwse"]);
  });

  it("can be taken back", () => {
    hold({ id: "p2", cropped: true });
    expect(frame().closest("[hidden]")).not.toBeNull();
    task.button("Whole picture").click();
    expect(model.of("picture-uncrop")).toMatchObject([{ field: "image" }]);
  });
});

it("never sends itself as an edit, also when Python sets another one meanwhile", async () => {
  await choose(file(3 * PIECE));
  hold({ id: "p9", name: "other.jpg" });
  await vi.advanceTimersByTimeAsync(1000);
  expect(model.of("edit")).toEqual([]);
});

describe("a run", () => {
  const run = async () => {
    task.button("Run").click();
    await settle();
  };

  it("needs a picture, and says so at the field", async () => {
    await run();
    expect(model.of("run")).toEqual([]);
    expect(task.field("image").getAttribute("aria-invalid")).toBe("true");
    hold({});
    expect(task.field("image").hasAttribute("aria-invalid")).toBe(false);
    await run();
    expect(model.of("run")[0]?.values).not.toHaveProperty("image");
  });

  it("waits for the picture that is on its way", async () => {
    await choose(file(10));
    await run();
    await vi.advanceTimersByTimeAsync(300);
    expect(model.of("run")).toEqual([]);
    expect(task.part(":scope > .hfw-note").textContent).toContain(
      "The run begins when what it is given has arrived.",
    );
    await answer();
    expect(model.of("run")).toHaveLength(1);
    expect(task.part(":scope > .hfw-note").textContent).toBe("");
  });

  it("does not start with another picture when that one does not come", async () => {
    hold({});
    await choose(file(10));
    await run();
    task.button("Cancel").click();
    await settle();
    expect(model.of("run")).toEqual([]);
  });
});

describe("the camera", () => {
  const allow = (getUserMedia: unknown) =>
    vi.stubGlobal(
      "navigator",
      Object.assign(Object.create(navigator), {
        mediaDevices: getUserMedia && { getUserMedia },
      }),
    );
  afterEach(() => {
    vi.unstubAllGlobals();
  });
  const open = async () => {
    task.button("Camera").click();
    await settle();
  };
  const told = () => task.part(".hfw-camera").parentElement?.textContent;

  it("says so where the page may not use one", async () => {
    allow(undefined);
    await open();
    expect(told()).toContain("This page may not use a camera");
  });

  it("says who blocks it", async () => {
    allow(() => Promise.reject(new DOMException("no", "NotAllowedError")));
    await open();
    expect(told()).toContain("blocked by the browser");
  });

  it("is off again when the panel closes, also if it comes only then", async () => {
    const stop = vi.fn();
    const stream = { getTracks: () => [{ stop }] };
    let give: (value: unknown) => void = () => {};
    allow(
      () =>
        new Promise((resolve) => {
          give = resolve;
        }),
    );
    await open();
    task.button("Camera").click();
    give(stream);
    await settle();
    expect(stop).toHaveBeenCalledOnce();
  });

  it("gives its picture, and is off then", async () => {
    const stop = vi.fn();
    allow(async () => ({ getTracks: () => [{ stop }] }));
    const video = task.part("video") as HTMLVideoElement;
    Object.defineProperty(video, "srcObject", { value: null, writable: true });
    video.play = async () => {};
    drawsBlobs();
    await open();
    task.button("Take the picture").click();
    await settle();
    expect(stop).toHaveBeenCalledOnce();
    expect(uploads()[0]).toMatchObject({ name: "camera.jpg", type: "image/jpeg" });
    expect(document.activeElement).toBe(task.button("Camera"));
  });
});

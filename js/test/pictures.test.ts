import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Context } from "../src/kit";
import { type Pictures, pictures, shower } from "../src/lib/pictures";
import { session } from "../src/talk/session";
import { FakeModel } from "./fake_model";

interface View {
  life: AbortController;
  pictures: Pictures;
}

let model: FakeModel;
const opened: View[] = [];

function open(view: string): View {
  const life = new AbortController();
  const line = { model, view, signal: life.signal };
  const talk = session(line);
  const context = { ...line, talk } as unknown as Context;
  const one = { life, pictures: pictures(context) };
  talk.open({ start() {}, add() {}, whole() {}, end() {}, invalid() {} });
  opened.push(one);
  return one;
}

const bytes = (...values: number[]) => [new DataView(new Uint8Array(values).buffer)];
const idOf = (wanted: string, view: string) =>
  model.of("picture").findLast(({ id, picture }) => picture === wanted && id.startsWith(view))
    ?.id ?? "";
const answer = (picture: string, view = "a", ...values: number[]) =>
  model.hear({ kind: "picture", id: idOf(picture, view), type: "image/png" }, bytes(...values));
/** Whose question it was: ids begin with the view. */
const asked = () => model.of("picture").map(({ id, picture }) => `${id[0]}:${picture}`);

beforeEach(() => {
  model = new FakeModel();
});
afterEach(() => {
  for (const { life } of opened.splice(0)) {
    life.abort();
  }
});

it("asks once for a picture that two views and several parts show", async () => {
  const [first, second] = [open("a"), open("b")];
  const promises = [
    first.pictures.blob("p1"),
    first.pictures.blob("p1"),
    second.pictures.blob("p1"),
  ];
  answer("p1", "a", 1, 2, 3);
  const blobs = await Promise.all(promises);
  expect(asked()).toEqual(["a:p1"]);
  expect(blobs[2]).toBe(blobs[0]);
  expect(blobs[0]?.type).toBe("image/png");
  expect(new Uint8Array((await blobs[0]?.arrayBuffer()) as ArrayBuffer)).toEqual(
    new Uint8Array([1, 2, 3]),
  );
  await second.pictures.blob("p1");
  expect(asked()).toEqual(["a:p1"]);
});

it("does not ask for what the page has sent itself", async () => {
  const { pictures } = open("a");
  const file = new Blob(["x"]);
  pictures.keep("p1", file);
  expect(await pictures.blob("p1")).toBe(file);
  expect(asked()).toEqual([]);
});

it("tells why a picture does not come, and asks again the next time", async () => {
  const { pictures } = open("a");
  const refused = pictures.blob("p9");
  model.hear({ kind: "ack", id: idOf("p9", "a"), error: "There is no picture p9." });
  await expect(refused).rejects.toThrow("There is no picture p9.");
  const again = pictures.blob("p9");
  answer("p9", "a", 7);
  expect((await again).size).toBe(1);
});

it("asks anew when the view that has asked is gone", async () => {
  const [first, second] = [open("a"), open("b")];
  first.pictures.blob("p1");
  first.life.abort();
  const other = second.pictures.blob("p1");
  expect(asked()).toEqual(["a:p1", "b:p1"]);
  answer("p1", "b", 5);
  expect((await other).size).toBe(1);
});

it("asks for what another view waits for, too, when the one that has asked goes", async () => {
  const [first, second, third] = [open("a"), open("b"), open("c")];
  const heard = vi.fn();
  first.pictures.blob("p1").then(heard, heard);
  const waiting = [second.pictures.blob("p1"), third.pictures.blob("p1")];
  expect(asked()).toEqual(["a:p1"]);
  first.life.abort();
  await vi.waitFor(() => expect(asked()).toEqual(["a:p1", "b:p1"]));
  answer("p1", "b", 5, 6);
  const blobs = await Promise.all(waiting);
  expect(blobs.map(({ size }) => size)).toEqual([2, 2]);
  expect(heard).not.toHaveBeenCalled();
});

it("keeps at most 128 MiB, and lets go what was not used for longest", async () => {
  const { pictures } = open("a");
  const big = () => ({ size: 50 * 2 ** 20 }) as Blob;
  pictures.keep("p1", big());
  pictures.keep("p2", big());
  await pictures.blob("p1");
  pictures.keep("p3", big());
  await pictures.blob("p1");
  pictures.blob("p2");
  expect(asked()).toEqual(["a:p2"]);
});

it("keeps the pictures of one widget apart from another's", async () => {
  open("a").pictures.keep("p1", new Blob(["one"]));
  model = new FakeModel();
  open("b").pictures.blob("p1");
  expect(asked()).toEqual(["b:p1"]);
});

it("gives back the address of a picture that is replaced or closed", () => {
  const made = vi.spyOn(URL, "createObjectURL");
  const freed = vi.spyOn(URL, "revokeObjectURL");
  const image = document.createElement("img");
  const life = new AbortController();
  const show = shower(image, life.signal);
  show(new Blob(["1"]));
  const first = image.src;
  show(new Blob(["2"]));
  expect(freed).toHaveBeenCalledWith(first);
  expect(freed).not.toHaveBeenCalledWith(image.src);
  const second = image.src;
  life.abort();
  expect(freed).toHaveBeenCalledWith(second);
  expect(image.hasAttribute("src")).toBe(false);
  expect(made).toHaveBeenCalledTimes(2);
});

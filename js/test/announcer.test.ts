import { beforeEach, expect, it, vi } from "vitest";
import { announcer } from "../src/lib/announcer";
import { FakeModel } from "./fake_model";
import { useClock } from "./mounted";

const life = new AbortController();
beforeEach(useClock);

/** Everything that was announced, in order, for one level. */
function heard(announce: string, act: (voice: ReturnType<typeof announcer>) => void): string[] {
  const voice = announcer(new FakeModel({ announce }), life.signal);
  const said: string[] = [];
  Object.defineProperty(voice.node, "textContent", { set: (text: string) => said.push(text) });
  act(voice);
  return said;
}

const story = (voice: ReturnType<typeof announcer>) => {
  voice.say("Generating");
  for (const part of ["He slept. ", "The sea", " was calm.", " A lamp"]) {
    voice.read(part);
    vi.advanceTimersByTime(800);
  }
  voice.finish("Done, 8 words");
};

it("is a polite live region", () => {
  const { node } = announcer(new FakeModel(), life.signal);
  expect(node.getAttribute("role")).toBe("status");
});

it("says start and end by default", () => {
  expect(heard("summary", story)).toEqual(["Generating", "Done, 8 words"]);
});

it("says nothing when off", () => {
  expect(heard("off", story)).toEqual([]);
});

it("reads the text by whole sentences when full, and the rest with the end", () => {
  expect(heard("full", story)).toEqual([
    "Generating",
    "He slept.",
    " The sea was calm.",
    " A lamp Done, 8 words",
  ]);
});

it("does not announce more often than every 1.5 seconds", () => {
  const said = heard("full", (voice) => {
    for (let index = 0; index < 100; index++) {
      voice.read("Word. ");
      vi.advanceTimersByTime(30);
    }
  });
  expect(said.length).toBeLessThanOrEqual(2);
});

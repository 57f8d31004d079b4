// The part that the kernel sends when it is first wanted, for tests: it was unpacked already.
import * as part from "../src/later/part";
import type { Take } from "../src/talk/later";
import type { Mounted } from "./mounted";

/** What the loader does with what the kernel sends. */
export const take: Take = async () => part;

/** The kernel sends the part that was asked for. */
export async function brought(task: Mounted): Promise<void> {
  task.model.answer("bundle", { name: "part.1" }, [new DataView(new ArrayBuffer(1))]);
  for (let turn = 0; turn < 3; turn++) {
    await task.settle();
  }
}

/** Somebody opens the menu for the first time. */
export async function bring(task: Mounted): Promise<void> {
  task.button("More").click();
  await brought(task);
}

// The renderer of prose is larger than everything else of a conversation: it comes when the first
// message is drawn, and is in no notebook. Until it is there, and where it never comes, words are plain.
import type { Context } from "../kit";
import type { Prose } from "./prose";

export interface Renderer {
  /** Settles when a message can be drawn without a stop. */
  ready: Promise<void>;
  prose(context: Context): Prose;
}

/** The renderer; rejects where the kernel does not send it. */
export async function proseIn({ later }: Context): Promise<Renderer> {
  if (!later) {
    throw new Error("this page asks for nothing later");
  }
  const { default: renderer } = await later<{ default: Renderer }>("prose");
  await renderer.ready;
  return renderer;
}

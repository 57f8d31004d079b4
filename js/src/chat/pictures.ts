// The pictures of a message. Those that it holds are asked of the kernel when they come into view;
// what only an address names is fetched after a click.
import type { Context } from "../kit";
import { button, h } from "../lib/dom";
import { encode } from "../lib/escapes";
import type { ChatPicture } from "../protocol";
import * as said from "./strings";

export interface PictureRow {
  node: HTMLElement;
  show(pictures: readonly ChatPicture[]): void;
  /** Ask for them: they come into view. */
  draw(): void;
}

/** A picture that the kernel holds: asked for now, and let go as soon as it is drawn. */
export function held({ talk }: Context, picture: string): HTMLElement {
  const image = h("img", { alt: said.picture, decoding: "async" });
  const draw = async () => {
    try {
      const [{ type }, [bytes]] = await talk.ask({ kind: "picture", picture });
      const url = URL.createObjectURL(new Blob(bytes ? [bytes] : [], { type }));
      image.onload = image.onerror = () => URL.revokeObjectURL(url);
      image.src = url;
    } catch (error) {
      image.replaceWith(h("span", "dim", (error as Error).message));
    }
  };
  draw();
  return image;
}

export function pictureRow(context: Context): PictureRow {
  const node = h("div", "pictures");
  let waiting: readonly ChatPicture[] = [];
  let [shown, drawn] = ["", false];
  const named = (url: string) => {
    // A server may have put it there: only the web is asked.
    if (!/^https?:/i.test(url)) {
      return h("span", "dim", said.showPicture(encode(url)));
    }
    const open = button(said.showPicture(encode(url)), () => {
      open.replaceWith(h("img", { alt: said.picture, src: url, referrerPolicy: "no-referrer" }));
    });
    return open;
  };
  const fill = () => {
    if (drawn) {
      node.replaceChildren(
        ...waiting.map((one) => (one.url == null ? held(context, one.id) : named(one.url))),
      );
    }
  };
  return {
    node,
    show(pictures) {
      const key = JSON.stringify(pictures);
      if (key !== shown) {
        [shown, waiting] = [key, pictures];
        fill();
      }
    },
    draw() {
      drawn = true;
      fill();
    },
  };
}

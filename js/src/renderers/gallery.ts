// Pictures that were made: the one that is looked at, all of them small, and the grid of a sweep.
import { acts, asker } from "../gallery/acts";
import { described } from "../gallery/caption";
import { fromPng } from "../gallery/from_png";
import { section } from "../gallery/section";
import { shown } from "../gallery/shown";
import { stock } from "../gallery/stock";
import { strip } from "../gallery/strip";
import { sweepForm } from "../gallery/sweep";
import { zoomOverlay } from "../gallery/zoom";
import type { MakeRenderer, RendererHost } from "../kit";
import { button, disclosure, h, hasFocus } from "../lib/dom";
import * as strings from "../lib/gallery_strings";
import { watch } from "../lib/traits";
import type { Grid, Item } from "../protocol";
import type { Buffers } from "../talk/model";

export const gallery: MakeRenderer = (host) => {
  const { model } = host;
  const list = pictureList();
  const words = h("span", { dir: "auto" });
  const undoButton = button(strings.undo, () => undo());
  const note = h("div", { class: "hfw-note hfw-news", hidden: true }, words, undoButton);
  const tell = (text: string, undoable = false) => {
    if (hasFocus(undoButton) && !undoable) {
      thumbnails.focus();
    }
    words.textContent = text;
    note.hidden = !text;
    undoButton.hidden = !undoable;
    overlay.tell(text);
    if (text) {
      host.say(text);
    }
  };
  const keeper = stock(host);
  const kernel = asker(host, tell);
  let active = false;
  /** What is said at the end of a run. */
  let made = "";
  /** Gets the focus when the overlay closes. */
  let origin: { focus(): void } | undefined;

  const choose = (id: string) => {
    list.choose(id);
    draw();
  };
  const zoom = () => {
    const item = list.chosen();
    if (item) {
      origin = hasFocus(large.opener) ? large.opener : thumbnails;
      overlay.open();
      choose(item.id);
    }
  };
  const step = (by: number) => {
    const next = list.items[list.at() + by];
    if (next) {
      choose(next.id);
    }
  };
  const remove = () => {
    const item = list.chosen();
    if (item) {
      kernel.ask(strings.remove, { kind: "item-delete", item: item.id }, () => {
        list.removed.push(item.id);
        tell(strings.removed(item.prompt), true);
      });
    }
  };
  const undo = () => {
    const item = list.removed.at(-1);
    if (item) {
      kernel.ask(strings.undo, { kind: "item-restore", item }, () => {
        list.removed.pop();
        list.choose(item);
        tell(strings.restored, list.removed.length > 0);
        draw();
        thumbnails.focus();
      });
    }
  };

  const thumbnails = strip(host, keeper, { choose, zoom, remove, undo });
  const doing = acts(host, keeper, kernel, tell, list.chosen, remove);
  const large = shown(host, keeper, zoom, doing.node);
  const overlay = zoomOverlay(host, keeper, {
    step,
    remove,
    undo,
    closed: () => origin?.focus(),
  });
  const sheet = section(host, keeper, kernel, (id) => {
    choose(id);
    zoom();
    origin = sheet;
  });
  const form = sweepForm(host, (axes) => kernel.ask(strings.sweep, { kind: "sweep", axes }));
  const sweep = disclosure(strings.sweep, form.node, () => form.focus());
  const amount = h("span", "dim");
  const all = button(strings.downloadAll, () => kernel.fetch({ kind: "items" }, "zip"));
  const below = h("div", "bar", amount, all);
  const node = h("div", { class: "hfw-gallery", role: "group", "aria-label": strings.gallery });
  const png = fromPng(host, node, tell);
  node.append(
    form.node,
    large.node,
    note,
    sheet.node,
    thumbnails.node,
    below,
    overlay.node,
    png.input,
  );

  // What is made now comes first: the grid while it is new, then the picture of a single run.
  let axes = JSON.stringify(gridOf(host)?.axes);
  const arrange = (gridFirst: boolean) => {
    node.insertBefore(sheet.node, gridFirst ? large.node : thumbnails.node);
  };
  const last = ((model.get("items") as Item[] | null) ?? []).at(-1)?.id;
  arrange(sweeps(host) || !!gridOf(host)?.cells.some(({ item }) => item && item === last));
  const draw = () => {
    const { items } = list;
    const item = list.chosen();
    // Between the pictures of a sweep the last one stays: nothing flickers.
    if (active && list.follows && !(item && sweeps(host))) {
      large.making(comingSize(host, item));
    } else if (item) {
      large.picture(item);
    } else {
      large.nothing();
    }
    if (item) {
      doing.show(item);
    }
    below.hidden = !item;
    amount.textContent = strings.count(items.length);
    thumbnails.show(items, item?.id);
    overlay.show(item, list.at(), items.length);
    sheet.show(gridOf(host), list.byId);
  };
  /** The bytes come before the traits tell of them. */
  const keep = (items: readonly Arrived[], buffers: Buffers) => {
    items.forEach(({ id, type }, index) => {
      const bytes = buffers[index];
      if (bytes) {
        keeper.keep(id, new Blob([bytes], { type }));
      }
    });
  };
  form.node.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !active) {
      event.stopPropagation();
      sweep.open(false);
      sweep.button.focus();
    }
  });
  watch(host, "items", () => {
    list.take((model.get("items") as Item[] | null) ?? []);
    draw();
  });
  watch(host, "grid", () => {
    const now = JSON.stringify(gridOf(host)?.axes);
    if (now !== axes) {
      axes = now;
      arrange(true);
    }
    draw();
  });
  watch(host, "width", draw);
  watch(host, "height", draw);

  const text = () => {
    const item = list.chosen();
    return item ? described(item) : "";
  };
  return {
    node,
    noun: "picture",
    actions: [sweep.button, png.button],
    begin() {
      made = "";
      list.follow();
      if (!sweeps(host)) {
        arrange(false);
      }
      draw();
    },
    add({ items = [] }, buffers) {
      keep(items, buffers);
      return "";
    },
    whole: draw,
    end({ output }, buffers) {
      const { item, type } = (output ?? {}) as { item?: string | null; type?: string };
      if (item && buffers.length) {
        keep([{ id: item, type: type ?? "" }], buffers);
        // The traits tell of it only after this.
        const { width, height } = comingSize(host, undefined) ?? {};
        made = [strings.size(width, height), strings.seed(model.get("seed"))]
          .filter(Boolean)
          .join(", ");
      }
    },
    busy(on) {
      active = on;
      draw();
    },
    text,
    markdown: () => text().replace(/\n/, "\n\n"),
    summary: () => made,
  };
};

interface Arrived {
  id: string;
  type: string;
}

/** The pictures, newest first, and which of them is looked at: the newest, unless one was chosen. */
function pictureList() {
  let wanted: string | null = null;
  let place = 0;
  const self = {
    items: [] as Item[],
    byId: new Map<string, Item>(),
    /** Ids of those that were deleted and can come back, the last one last. */
    removed: [] as string[],
    /** Whether the newest is looked at, whichever that is. */
    get follows() {
      return wanted === null;
    },
    follow() {
      wanted = null;
    },
    choose(id: string) {
      wanted = id;
      place = self.at();
    },
    chosen: () => self.byId.get(wanted ?? "") ?? self.items[0],
    at: () => self.items.indexOf(self.chosen() as Item),
    take(items: Item[]) {
      const at = place;
      self.items = items.toReversed();
      self.byId = new Map(items.map((item) => [item.id, item]));
      if (wanted !== null && !self.byId.has(wanted)) {
        // The one that was looked at is gone: its neighbour takes its place.
        wanted = self.items[Math.min(at, self.items.length - 1)]?.id ?? null;
      }
      place = Math.max(0, self.at());
    },
  };
  return self;
}

const gridOf = ({ model }: RendererHost) => (model.get("grid") ?? null) as Grid | null;

const sweeps = (host: RendererHost): boolean =>
  gridOf(host)?.cells.some(({ state }) => state === "running" || state === "waiting") ?? false;

/** The size that was asked for, or that of the picture before. */
function comingSize({ model }: RendererHost, before: Item | undefined) {
  const side = (name: "width" | "height") => {
    const value = model.get(name);
    return typeof value === "number" ? value : (before?.[name] ?? null);
  };
  const [width, height] = [side("width"), side("height")];
  return width && height ? { width, height } : null;
}

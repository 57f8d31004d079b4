// Pictures that were made: the one that is looked at, all of them small, and the grid of a sweep.
import { acts, asker } from "../gallery/acts";
import { described } from "../gallery/caption";
import { fromPng } from "../gallery/from_png";
import { largePicture } from "../gallery/large_picture";
import { section } from "../gallery/section";
import { type Stock, stock } from "../gallery/stock";
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
  const list = pictureList();
  const news = newsLine(
    host,
    () => views.undo(),
    () => views.thumbnails.focus(),
  );
  const tell = (text: string, undoable = false) => {
    views.overlay.tell(text);
    news.tell(text, undoable);
  };
  const keeper = stock(host);
  const came = arrivals(host, keeper);
  const kernel = asker(host, tell);
  let active = false;

  const views = viewsOf(host, list, keeper, kernel, tell, () => draw());
  const { large, sheet, thumbnails } = views;
  const { form, sweep } = sweeping(host, kernel, () => active);
  const amount = h("span", "dim");
  const all = button(strings.downloadAll, () => kernel.fetch({ kind: "items" }, "zip"));
  const below = h("div", "bar", amount, all);
  const node = h("div", { class: "hfw-gallery", role: "group", "aria-label": strings.gallery });
  const png = fromPng(host, node, tell);
  const shownOnes = [large.node, news.node, sheet.node, thumbnails.node];
  node.append(form, ...shownOnes, below, views.overlay.node, png.input);
  const arrange = (gridFirst: boolean) => {
    node.insertBefore(sheet.node, gridFirst ? large.node : thumbnails.node);
  };
  const draw = () => {
    views.show(active);
    below.hidden = list.items.length < 2;
    amount.textContent = strings.count(list.items.length);
  };
  watch(host, "items", () => {
    list.take(itemsOf(host));
    draw();
  });
  followGrid(host, arrange, draw);
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
      came.begin();
      list.follow();
      if (!sweeps(host)) {
        arrange(false);
      }
      draw();
    },
    add: came.add,
    whole: draw,
    end: came.end,
    busy(on) {
      active = on;
      draw();
    },
    text,
    markdown: () => text().replace(/\n/, "\n\n"),
    summary: came.summary,
  };
};

/** Where pictures are looked at, and the ways between them; `draw` is called for another one. */
function viewsOf(
  host: RendererHost,
  list: Pictures,
  keeper: Stock,
  kernel: Kernel,
  tell: Tell,
  draw: () => void,
) {
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
  const { remove, undo } = bin(list, kernel, tell, () => {
    draw();
    thumbnails.focus();
  });
  const leave = () => large.opener.focus();
  const thumbnails = strip(host, keeper, { choose, zoom, remove, undo, leave });
  const doing = acts(host, keeper, kernel, tell, list.chosen, remove);
  const large = largePicture(host, keeper, zoom, doing.node);
  large.opener.onkeydown = (event) => thumbnails.press(event);
  const closed = () => origin?.focus();
  const overlay = zoomOverlay(host, keeper, { step, remove, undo, closed });
  const sheet = section(host, keeper, kernel, (id) => {
    choose(id);
    zoom();
    origin = sheet;
  });
  const show = (active: boolean) => {
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
    thumbnails.show(items, item?.id);
    overlay.show(item, list.at(), items.length);
    sheet.show(gridOf(host), list.byId);
  };
  return { large, thumbnails, overlay, sheet, undo, show };
}

/** The form of a sweep, and the button that opens it; Escape closes it, unless it stops a run. */
function sweeping(host: RendererHost, kernel: Kernel, active: () => boolean) {
  const form = sweepForm(host, (axes) => kernel.ask(strings.sweep, { kind: "sweep", axes }));
  const sweep = disclosure(strings.sweep, form.node, () => form.focus());
  form.node.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !active()) {
      event.stopPropagation();
      sweep.open(false);
      sweep.button.focus();
    }
  });
  return { form: form.node, sweep };
}

interface Arrived {
  id: string;
  type: string;
}

type Pictures = ReturnType<typeof pictureList>;
type Kernel = ReturnType<typeof asker>;
type Tell = (text: string, undoable?: boolean) => void;

/** What has just happened, with a button to undo it; `leave` moves the focus when that goes. */
function newsLine({ say }: RendererHost, undo: () => void, leave: () => void) {
  const words = h("span", { dir: "auto" });
  const back = button(strings.undo, undo);
  const node = h("div", { class: "hfw-note hfw-news", hidden: true }, words, back);
  return {
    node,
    tell(text: string, undoable: boolean) {
      if (hasFocus(back) && !undoable) {
        leave();
      }
      words.textContent = text;
      node.hidden = !text;
      back.hidden = !undoable;
      if (text) {
        say(text);
      }
    },
  };
}

/** Deletes the chosen picture, and brings back those that were deleted, the last one first. */
function bin(list: Pictures, kernel: Kernel, tell: Tell, restored: () => void) {
  return {
    remove() {
      const item = list.chosen();
      if (item) {
        kernel.ask(strings.remove, { kind: "item-delete", item: item.id }, () => {
          list.removed.push(item.id);
          tell(strings.removed(item.prompt), true);
        });
      }
    },
    undo() {
      const item = list.removed.at(-1);
      if (item) {
        kernel.ask(strings.undo, { kind: "item-restore", item }, () => {
          list.removed.pop();
          list.choose(item);
          tell(strings.restored, list.removed.length > 0);
          restored();
        });
      }
    },
  };
}

/** What a run sends: the bytes of pictures, which come before the traits tell of them. */
function arrivals(host: RendererHost, keeper: Stock) {
  let made = "";
  const keep = (items: readonly Arrived[], buffers: Buffers) => {
    items.forEach(({ id, type }, index) => {
      const bytes = buffers[index];
      if (bytes) {
        keeper.keep(id, new Blob([bytes], { type }));
      }
    });
  };
  return {
    begin() {
      made = "";
    },
    add({ items = [] }: { items?: readonly Arrived[] }, buffers: Buffers) {
      keep(items, buffers);
      return "";
    },
    end({ output }: { output?: unknown }, buffers: Buffers) {
      const { item, type } = (output ?? {}) as { item?: string | null; type?: string };
      if (item && buffers.length) {
        keep([{ id: item, type: type ?? "" }], buffers);
        // The traits tell of it only after this.
        const { width, height } = comingSize(host, undefined) ?? {};
        made = [strings.size(width, height), strings.seed(host.model.get("seed"))]
          .filter(Boolean)
          .join(", ");
      }
    },
    /** What is said at the end of a run. */
    summary: () => made,
  };
}

/** What is made now comes first: the grid while it is new, then the picture of a single run. */
function followGrid(host: RendererHost, arrange: (gridFirst: boolean) => void, draw: () => void) {
  const last = itemsOf(host).at(-1)?.id;
  let axes = JSON.stringify(gridOf(host)?.axes);
  arrange(sweeps(host) || !!gridOf(host)?.cells.some(({ item }) => item && item === last));
  watch(host, "grid", () => {
    const now = JSON.stringify(gridOf(host)?.axes);
    if (now !== axes) {
      axes = now;
      arrange(true);
    }
    draw();
  });
}

const itemsOf = ({ model }: RendererHost) => (model.get("items") as Item[] | null) ?? [];

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

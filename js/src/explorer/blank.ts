// What stands where the rows would be when there are none, in words and with a way on.
import { button, h } from "../lib/dom";
import { encode } from "../lib/escapes";
import { hostsOf } from "./origin";
import type { Scene } from "./scene";
import type { Store } from "./store";
import * as strings from "./strings";

/** Nodes that say why there is no row; none when there are rows. */
export function blank(scene: Scene, store: Store, clear: () => void, refresh: () => void): Node[] {
  const { model } = scene;
  const status = model.get("status");
  const hosts = hostsOf(model.get("sources"));
  if (store.count) {
    return [];
  }
  if (store.total) {
    const query = encode(store.view.query.trim());
    return store.matched
      ? []
      : [h("p", "", strings.noMatch(query)), button(strings.clearFilters, clear)];
  }
  const words = {
    idle: strings.notRead,
    listing: strings.listing(hosts),
    done: strings.nothing(hosts),
    stopped: strings.stopped,
    error: strings.failed,
  }[status];
  // A list that failed has its Retry with the reason.
  const idle = ["idle", "stopped"].includes(status);
  return [h("p", "", words), ...(idle ? [button(strings.readNow, refresh)] : [])];
}

// The focus stays in a widget when what had it is hidden or goes away.

const shown = (node: Element) => node.isConnected && !node.closest("[hidden]");

/** Change what is in `node`; the focus that this takes from it goes to `place`. */
export function keepFocus(
  node: HTMLElement,
  change: () => void,
  place: () => HTMLElement | undefined,
): void {
  const { activeElement: focused } = node.getRootNode() as Document;
  const had = !!focused && node.contains(focused) && shown(focused);
  change();
  if (had && !shown(focused)) {
    place()?.focus();
  }
}

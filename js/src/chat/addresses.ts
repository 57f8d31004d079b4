// Links and pictures of a message. Nothing is fetched before a click, and the address is in sight.

import { button, h } from "../lib/dom";
import * as strings from "../lib/prose_strings";
import { visible, visibleLine } from "./safe_text";

const LONGEST = 4000;
const EMBEDDED = /^data:image\/(?:png|jpeg|gif|webp);base64,[\w+/=\s]+$/i;

/** The address that a browser would go to, or null where it is none to go to. */
export function opened(address: string): URL | null {
  const url = address.length < LONGEST ? (URL.parse?.(address) ?? parsed(address)) : null;
  return url && /^(?:https?|mailto):$/.test(url.protocol) ? url : null;
}

function parsed(address: string): URL | null {
  try {
    return new URL(address);
  } catch {
    return null;
  }
}

/** What stands in the page: the host, or who gets the mail. */
const host = (url: URL) => url.host || url.pathname;

const same = (text: string | null, { href }: URL) => {
  const bare = (one: string) => one.replace(/^(?:https?:\/\/|mailto:)|\/$/g, "");
  return bare(text ?? "") === bare(href);
};

export function link(address: string, title: string, children: (Node | string)[]): Node {
  const url = opened(address);
  if (!url) {
    const shown = visible(address.slice(0, 300));
    return h(
      "span",
      { class: "hfw-refused", title: strings.notOpened },
      ...children,
      " (",
      ...shown,
      ")",
    );
  }
  const node = h(
    "a",
    {
      href: url.href,
      target: "_blank",
      rel: "noopener noreferrer nofollow",
      title: [visibleLine(url.href), visibleLine(title)].filter(Boolean).join("\n"),
    },
    ...children,
  );
  if (!same(node.textContent, url)) {
    node.append(h("span", "host", visibleLine(host(url))));
  }
  return node;
}

/** A button in place of a picture, which a press loads. */
export function picture(address: string, alt: string): Node {
  const embedded = EMBEDDED.test(address);
  const url = embedded ? null : opened(address);
  const name = visibleLine(alt);
  if (!embedded && !url?.host) {
    return h(
      "span",
      { class: "hfw-refused", title: strings.notOpened },
      ...visible(`${alt} (${address.slice(0, 300)})`),
    );
  }
  const place = h("span", { class: "hfw-picture", tabIndex: -1 });
  const show = () => {
    const src = url?.href ?? address;
    const image = h("img", { alt: name, referrerPolicy: "no-referrer", src });
    image.onerror = () => place.replaceChildren(opener, h("span", "dim", strings.noPicture));
    place.replaceChildren(image);
    place.focus();
  };
  const opener = button(strings.picture(name), show, { title: url ? visibleLine(url.href) : "" });
  opener.append(h("span", "dim", url ? strings.from(visibleLine(host(url))) : strings.embedded));
  place.append(opener);
  return place;
}

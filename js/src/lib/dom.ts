// Building and changing elements. Text only ever becomes Text nodes: there is no way to HTML here.

export type Props = Record<string, unknown>;

/** Set properties where the element has them, else attributes; null removes an attribute. */
export function set<E extends HTMLElement>(node: E, props: Props): E {
  for (const [name, value] of Object.entries(props)) {
    if (name in node) {
      (node as unknown as Props)[name] = value;
    } else if (value == null) {
      node.removeAttribute(name);
    } else {
      node.setAttribute(name, value as string);
    }
  }
  return node;
}

/** An element; `props` may be just the noun of its class: h("div", "bar") has class hfw-bar. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  props: Props | string,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const named = typeof props === "string" ? { class: props && `hfw-${props}` } : props;
  const node = set(document.createElement(tag), named);
  node.append(...children);
  return node;
}

/** A quiet button; `aria-disabled` keeps the focus where `disabled` would drop it. */
export function button(
  label: string,
  act: (event: MouseEvent) => void,
  props: Props = {},
): HTMLButtonElement {
  const node = h("button", { type: "button", class: "hfw-button", ...props }, label);
  node.onclick = (event) => {
    if (!node.matches("[aria-disabled]")) {
      act(event);
    }
  };
  return node;
}

/** Also where the host puts widgets into a shadow tree. */
export const hasFocus = (node: HTMLElement): boolean =>
  (node.getRootNode() as Document).activeElement === node;

/** A box for one line of text that is not prose. */
export const line = (props: Props): HTMLInputElement =>
  h("input", { class: "hfw-input", autocomplete: "off", spellcheck: false, ...props });

/** A choice of values, each with its label. */
export const choice = (labels: Record<string, string>, changed: () => void): HTMLSelectElement =>
  h(
    "select",
    { class: "hfw-input", onchange: changed },
    ...Object.entries(labels).map(([value, label]) => h("option", { value }, label)),
  );

export function enable(node: HTMLElement, on: boolean): void {
  set(node, { "aria-disabled": on ? null : true });
}

/** A button that opens and closes a panel. */
export interface Disclosure {
  button: HTMLButtonElement;
  panel: HTMLElement;
  open(on: boolean): void;
}

export function disclosure(
  label: string,
  panel: HTMLElement,
  opened?: () => void,
  closed?: () => void,
): Disclosure {
  const open = (on: boolean) => {
    const change = panel.hidden === on;
    panel.hidden = !on;
    set(opener, { "aria-expanded": on });
    if (change) {
      (on ? opened : closed)?.();
    }
  };
  const opener = button(label, () => open(!!panel.hidden));
  panel.hidden = true;
  open(false);
  return { button: opener, panel, open };
}

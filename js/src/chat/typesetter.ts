// What sets LaTeX: the notebook's own, where a widget's model leads there.

/** Sets what stands in a node between \( and \) or \[ and \]. */
export type Typeset = (node: HTMLElement) => unknown;

interface Lab {
  widget_manager?: { rendermime?: { latexTypesetter?: { typeset: Typeset } | null } };
}

/** The typesetter of the notebook that shows a widget, if its model leads there. */
export function typesetterOf(model: unknown): Typeset | undefined {
  const latex = (model as Lab | undefined)?.widget_manager?.rendermime?.latexTypesetter;
  return latex ? (node) => latex.typeset(node) : undefined;
}

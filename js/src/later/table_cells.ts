// The cells that answer a question: it comes before the first answer is there, and is in no notebook.
export { cells as default } from "../renderers/cells";

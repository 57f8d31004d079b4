// The predictions for the rows of a table: it comes before the first answer is there, and is in no notebook.
export { predictions as default } from "../renderers/predictions";

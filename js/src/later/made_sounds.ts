// The sounds that were made: it comes before the first answer is there, and is in no notebook.
export { made as default } from "../renderers/made";

// A picture before and after: it comes before the first answer is there, and is in no notebook.
export { compare as default } from "../renderers/compare";

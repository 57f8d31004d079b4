// The labels of a picture: it comes before the first answer is there, and is in no notebook.
export { labels as default } from "../renderers/labels";

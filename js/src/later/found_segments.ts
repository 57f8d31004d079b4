// The segments of a picture: it comes before the first answer is there, and is in no notebook.
export { segments as default } from "../renderers/segments";

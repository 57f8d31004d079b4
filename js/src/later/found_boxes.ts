// The boxes of objects in a picture: it comes before the first answer is there, and is in no notebook.
export { boxes as default } from "../renderers/boxes";

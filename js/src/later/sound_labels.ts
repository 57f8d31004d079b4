// The labels of a sound: it comes before the first answer is there, and is in no notebook.
export { scores as default } from "../renderers/scores";

// What was said in a sound: it comes before the first answer is there, and is in no notebook.
export { transcript as default } from "../renderers/transcript";

// The answers about a picture: it comes before the first answer is there, and is in no notebook.
export { pictureAnswers as default } from "../renderers/picture_answers";

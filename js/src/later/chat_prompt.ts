// The text that a template makes of a conversation: asked for when somebody first opens it, and in no notebook.
export { promptView as default } from "../chat/prompt_view";

// The cards of a conversation: they come with the first message that has one, and are in no notebook.
export { cardsView as default } from "../chat/cards_view";

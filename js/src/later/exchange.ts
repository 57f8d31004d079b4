// The last request and its response: asked for when somebody first opens them, and in no notebook.
export { exchangeView as default } from "../parts/exchange_view";

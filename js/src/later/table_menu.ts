// What is done with rows and columns of a table: it comes when there is one, and is in no notebook.
export { tableMenu as default } from "../tables/menu";

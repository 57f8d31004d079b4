// Messages as prose, for conversations: a module of its own, which a page asks its kernel for once.
import { prepare } from "../chat/markdown";
import { prose } from "../chat/prose";
import { snippetActions } from "../chat/snippets";
import type { Context } from "../kit";

export default { ready: prepare(), prose: (context: Context) => prose(snippetActions(context)) };

// Messages as prose, for conversations: a module of its own, which a page asks its kernel for once.
import { prose } from "../chat/prose";

export default { prose };

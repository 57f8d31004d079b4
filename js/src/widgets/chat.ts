// The widget of conversations.
import { chosenEditor } from "../chat/chosen";
import { chatShell } from "../chat/shell";
import { EDITORS } from "../editors";
import type { Kit, MakeRenderer } from "../kit";
import { parameters } from "../parts/parameters";

const kit: Kit = {
  editors: { ...EDITORS, text: chosenEditor },
  parameters,
  // The shell draws the conversation itself; the name tells which output the bundle is for.
  renderers: { conversation: undefined as unknown as MakeRenderer },
};

export default chatShell(kit);

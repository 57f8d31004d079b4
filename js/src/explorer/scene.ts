// The parts that other widgets have too know their own model and messages; what they use of them
// is the same here.
import type { Context } from "../lib/types";
import type { Scene } from "./wire";

export const asContext = (scene: Scene): Context => scene as unknown as Context;

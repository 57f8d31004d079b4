// What is typed in the form goes to Python when typing pauses: what follows an edit waits for that.

/** A little longer than the pause of the form (ms). */
const PAUSE = 200;

export const typed = (): Promise<void> => new Promise((done) => setTimeout(done, PAUSE));

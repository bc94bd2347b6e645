/** What the tests use of `node:timers/promises`. */

/** Another task of the event loop. */
export const setImmediate = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

/** What became of an entry of a batch. */
export const KEPT = 0;
export const INSERTED = 1;
export const REPLACED = 2;
export type Outcome = typeof KEPT | typeof INSERTED | typeof REPLACED;

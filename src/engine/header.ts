/**
 * Fields of a map's header, by their offsets; `assembly/table/header.ts` draws it. Imported as a namespace, which bundlers
 * resolve to the numbers themselves.
 */
export const root = 0;
export const directory = 4;
export const shift = 8;
export const homeShift = 12;
export const groups = 16;
export const count = 40;
export const segments = 44;
export const version = 48;
export const hits = 56;
export const misses = 64;
export const collisions = 72;
export const splits = 80;
export const merges = 84;
export const rebuilds = 88;
export const quota = 92;
export const bytes = 96;
export const deepest = 100;
/** What few maps have: see annex.ts. */
export const annex = 104;
export const seed = 108;
export const layout = 116;
export const relocations = 120;
/** Of an ordered map: a constant of the fast hash; 0 where SipHash is used. */
export const fastHash = 172;
/** Of an ordered map: how many records were ever appended. */
export const logNext = 144;
/** Of an ordered map: its oldest page of records, and its newest. */
export const logHead = 132;
export const logTail = 136;
/** Of an ordered map: bytes that the newest page can still take. */
export const logRoom = 140;
/** Of an ordered map: grows whenever records of its log move or pages of it go. */
export const logMoves = 152;

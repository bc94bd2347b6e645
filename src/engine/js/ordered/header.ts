/** An ordered map's header: an index's, and the log's fields behind it. Offsets in bytes; see `assembly/ordered/header.ts`. */
import { HEADER_BYTES, HASH_XOR_HIGH } from '../table/header.js';

export const VALUE_BYTES = 128;
export const LOG_HEAD = 132;
export const LOG_TAIL = 136;
export const LOG_ROOM = 140;
export const LOG_NEXT = 144;
export const LOG_MOVES = 152;
export const KEY_HASH = 156;
export const FAST = 172;
export const KEPT = 176;
export const SPARE_SEED = 180;
export const KEPT_MASK = 188;
/** In the place of a constant for 8-byte keys. */
export const FORMER = HASH_XOR_HIGH;
export const ORDERED_HEADER_BYTES = HEADER_BYTES + 64;

/** Of a former index, in place of a log. */
export const NEXT_HASH = LOG_HEAD;
export const NEXT_GROUP = LOG_TAIL;

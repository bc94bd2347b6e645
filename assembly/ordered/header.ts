/**
 * An ordered map's header: that of the index, a table from the keys' hashes to their records, with the log's fields behind it.
 */
import { HEADER_BYTES } from "../table/header";

// @ts-ignore: decorator
@inline export const VALUE_BYTES: usize = 128;   // of a record's value: 0, 4 or 8
// @ts-ignore: decorator
@inline export const LOG_HEAD: usize = 132;      // the oldest page, 0 for none
// @ts-ignore: decorator
@inline export const LOG_TAIL: usize = 136;      // the newest
// @ts-ignore: decorator
@inline export const LOG_ROOM: usize = 140;      // bytes that the newest page can still take
// @ts-ignore: decorator
@inline export const LOG_NEXT: usize = 144;      // u64: sequence number of the next record
// @ts-ignore: decorator
@inline export const LOG_MOVES: usize = 152;     // grows whenever records move or pages go: addresses found before are void
// @ts-ignore: decorator
@inline export const KEY_HASH: usize = 156;      // 6 × u32: what hashes the bytes of keys
// @ts-ignore: decorator
@inline export const ORDERED_HEADER_BYTES: u32 = HEADER_BYTES + 64;

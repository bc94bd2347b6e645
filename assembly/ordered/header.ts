/**
 * An ordered map's header: that of the index, a table from the keys' hashes to their records, with the log's fields behind it.
 */
import { HEADER_BYTES, HASH_XOR_HIGH } from "../table/header";

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
@inline export const KEY_HASH: usize = 156;      // 4 × u32: what hashes the bytes of keys
// @ts-ignore: decorator
@inline export const FAST: usize = 172;          // u32: whether that is the fast hash; SipHash if 0
// @ts-ignore: decorator
@inline export const KEPT: usize = 176;          // of a snapshot: its buckets of pages, else 0: see kept.ts
// @ts-ignore: decorator
@inline export const SPARE_SEED: usize = 180;    // u32 × 2: half of the key of SipHash
// @ts-ignore: decorator
@inline export const KEPT_MASK: usize = 188;     // of a snapshot: how many buckets, less one
/** Header of the former index while a migration is under way, else 0. It lies where 8-byte keys have a constant, and the null map 0. */
// @ts-ignore: decorator
@inline export const FORMER: usize = HASH_XOR_HIGH;
// @ts-ignore: decorator
@inline export const ORDERED_HEADER_BYTES: u32 = HEADER_BYTES + 64;

/** Of a former index: the lowest hash whose segment has not gone yet, and the first group of that whose entries have not moved. */
// @ts-ignore: decorator
@inline export const NEXT_HASH: usize = LOG_HEAD;
// @ts-ignore: decorator
@inline export const NEXT_GROUP: usize = LOG_TAIL;

/**
 * A cache's header: that of its index, whose values are the words of the entries (see slot.ts), with the cache's own fields behind it. Between them are
 * those of an ordered map that hash the bytes of keys.
 */

// @ts-ignore: decorator
@inline export const POLICY: usize = 192;        // u32: see policy/policy.ts
// @ts-ignore: decorator
@inline export const MAX: usize = 196;           // u32: the most entries
// @ts-ignore: decorator
@inline export const HOLDS: usize = 200;         // u32: what payloads are, see below
// @ts-ignore: decorator
@inline export const TOUCHED: usize = 204;       // written, so that loads ahead are not optimised away
// @ts-ignore: decorator
@inline export const EVICTIONS: usize = 208;     // u64
// @ts-ignore: decorator
@inline export const VICTIM_HASH: usize = 216;   // u32: of the entry that is to go
// @ts-ignore: decorator
@inline export const IS_OPEN: usize = 220;       // u32: whether the policy has what it needs: it is made with the first entry
// @ts-ignore: decorator
@inline export const QUEUE_COUNT: u32 = 4;
/** The queues, of 40 bytes each: see queue.ts. */
// @ts-ignore: decorator
@inline export const QUEUES: usize = 224;
/** The policy's own fields, up to those of the timers. */
// @ts-ignore: decorator
@inline export const POLICY_FIELDS: usize = 384;
// @ts-ignore: decorator
@inline export const POLICY_FIELDS_END: usize = 448;
/** u32: the wheel's address, 0 before anything is scheduled: see wheel/buckets.ts. */
// @ts-ignore: decorator
@inline export const WHEEL: usize = 448;
// @ts-ignore: decorator
@inline export const GONE_KEY: usize = 512;      // u64: of the entry that was taken out last
// @ts-ignore: decorator
@inline export const GONE_PAYLOAD: usize = 520;  // u64
// @ts-ignore: decorator
@inline export const SPAN: usize = 528;          // u32: how many entries the policy's shares are of: as many as a full cache has
// @ts-ignore: decorator
@inline export const IS_CROWDED: usize = 532;    // u32: whether an entry must go although there are fewer than the most
// @ts-ignore: decorator
@inline export const RECYCLED: usize = 536;      // u32: the handle of the entry that went last, where the host holds something for it
// @ts-ignore: decorator
@inline export const WANTED: usize = 540;        // u32: the hash of the key that there was no way for last
/** What the policy remembers of keys that are not there. */
// @ts-ignore: decorator
@inline export const MEMORY_FIELDS: usize = 544;
// @ts-ignore: decorator
@inline export const MEMORY_FIELDS_END: usize = 608;
// @ts-ignore: decorator
@inline export const EXTRAS_COUNT: usize = 608;  // u32: entries that have extras
// @ts-ignore: decorator
@inline export const GONE_SIZE: usize = 616;     // f64: of the entry that was taken out last
// @ts-ignore: decorator
@inline export const INSERTIONS: usize = 624;    // u64
// @ts-ignore: decorator
@inline export const SHADOWS: usize = 632;       // address of what is known of the small simulations, 0 for none: see shadows.ts
// @ts-ignore: decorator
@inline export const THRESHOLD: usize = 636;     // u32: keys whose hash, spread, is below are sampled for them
// @ts-ignore: decorator
@inline export const CACHE_HEADER_BYTES: u32 = 640;

/** Of HOLDS: there is no index, for whoever has the cache finds entries by other means; see slot.ts. */
// @ts-ignore: decorator
@inline export const NO_INDEX: u32 = 1;
/** Of HOLDS: payloads are blobs, which go with their entries. */
// @ts-ignore: decorator
@inline export const BLOBS: u32 = 2;
/** Of HOLDS: payloads stand for what the host has, which is to know when they go. */
// @ts-ignore: decorator
@inline export const HANDLES: u32 = 4;
/** Of HOLDS: payloads are records, with the bytes of the key and with the value. */
// @ts-ignore: decorator
@inline export const RECORDS: u32 = 8;
/** Of HOLDS: the host is to know of every entry that goes, and lets each go itself before another comes. */
// @ts-ignore: decorator
@inline export const TELLS: u32 = 16;

/**
 * Extras: what an entry has that has a size or a time to live, in a block of its own.
 *
 *   0         8      16      24    32         36     40      44       48
 *   ┌─────────┬──────┬───────┬─────┬──────────┬──────┬───────┬────────┐
 *   │ payload │ size │ start │ ttl │ previous │ next │ owner │ bucket │
 *   └─────────┴──────┴───────┴─────┴──────────┴──────┴───────┴────────┘
 *
 * `payload` is what the entry's slot would have. `size`, `start` and `ttl` are f64; the last two are in milliseconds of the cache's clock. A `ttl` of 0 or
 * of Infinity means for ever; a `start` is finite. `owner` leads back to the entry. `bucket` is where the wheel has the node, 0 for nowhere: see
 * wheel/buckets.ts.
 */
import { BYTES, QUOTA } from "../table/header";
import { allocatePiece, freePiece, pieceBytes } from "../memory/quota";

// @ts-ignore: decorator
@inline export const PAYLOAD: usize = 0;
// @ts-ignore: decorator
@inline export const SIZE: usize = 8;
// @ts-ignore: decorator
@inline export const START: usize = 16;
// @ts-ignore: decorator
@inline export const TTL: usize = 24;
// @ts-ignore: decorator
@inline export const PREVIOUS: usize = 32;
// @ts-ignore: decorator
@inline export const NEXT: usize = 36;
// @ts-ignore: decorator
@inline export const OWNER: usize = 40;
// @ts-ignore: decorator
@inline export const BUCKET: usize = 44;
// @ts-ignore: decorator
@inline export const EXTRAS_BYTES: u32 = 48;

/** Half to one unit in the last place of a double, by the double. */
// @ts-ignore: decorator
@inline const PRECISION: f64 = 1 / <f64>(1 << 26) / <f64>(1 << 26);
/** The least double above 0. */
// @ts-ignore: decorator
@inline const LEAST: f64 = 5e-324;

/** Extras that are all zero; 0 where memory is refused. */
export function newExtras(cache: usize): usize {
  const extras = allocatePiece(load<u32>(cache, QUOTA), EXTRAS_BYTES, cache);
  if (extras) store<u32>(cache, load<u32>(cache, BYTES) + pieceBytes(EXTRAS_BYTES), BYTES);
  return extras;
}

/** Gives extras back that are in no wheel, or in one that is given back too. */
export function freeExtras(cache: usize, extras: usize): void {
  store<u32>(cache, load<u32>(cache, BYTES) - pieceBytes(EXTRAS_BYTES), BYTES);
  freePiece(load<u32>(cache, QUOTA), extras, EXTRAS_BYTES);
}

/** Whether the entry is past its time. Once it is, it stays so at every later time: subtraction rounds, but keeps the order. */
// @ts-ignore: decorator
@inline
export function isStale(extras: usize, now: f64): bool {
  const ttl = load<f64>(extras, TTL);
  return ttl > 0 && now - load<f64>(extras, START) > ttl;
}

/**
 * The first time at which `isStale` holds, NaN for never: the very double, so whoever compares times with it needs not ask again. That is start + ttl or
 * little later; no sooner, since a difference that exceeds `ttl` after rounding did before.
 */
export function staleFrom(extras: usize): f64 {
  const start = load<f64>(extras, START);
  const ttl = load<f64>(extras, TTL);
  if (!(ttl > 0 && ttl < Infinity && isFinite(start))) return NaN;
  let live = start + ttl;
  if (live - start > ttl) return live;
  let step = max(max(abs(live), ttl) * PRECISION, LEAST);
  while (!(live + step - start > ttl)) step *= 2;
  let stale = live + step;
  while (true) {
    const middle = live + (stale - live) / 2;
    if (!(middle > live && middle < stale)) return stale;
    if (middle - start > ttl) stale = middle;
    else live = middle;
  }
}

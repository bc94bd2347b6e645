/** f64 keys: equal by SameValueZero, so −0 is 0 and all NaNs are one. */
import { KEYS } from "../memory/regions";

// @ts-ignore: decorator
@inline const CANONICAL_NAN: u64 = 0x7ff8000000000000;

/** The bits under which `key` is stored. Adding 0 turns −0 into 0 and changes nothing else. */
// @ts-ignore: decorator
@inline
export function bitsOfF64(key: f64): u64 {
  return key == key ? reinterpret<u64>(key + 0.0) : CANONICAL_NAN;
}

/** Makes the first `count` f64 of the key column canonical. */
export function canonicalizeMany(count: u32): void {
  const end = KEYS + (count << 3);
  for (let at = KEYS; at < end; at += 16) {
    const keys = f64x2.add(v128.load(at), f64x2.splat(0));
    v128.store(at, v128.bitselect(keys, i64x2.splat(CANONICAL_NAN), f64x2.eq(keys, keys)));
  }
}

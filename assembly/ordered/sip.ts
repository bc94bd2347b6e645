/**
 * SipHash-1-3 (Aumasson and Bernstein) of a key's bytes: slower than the fast hash, but nobody who does not know the 128-bit key can
 * make keys that collide.
 *
 * Its key lies where the fast hash has its first four constants. A string with wide characters begins with another v1, as SipHash's
 * own variant of 128 bits does, so it is no longer hashed as the Latin-1 string of the same bytes. The result's halves are folded.
 */
import { SEED } from "../table/header";
import { constant } from "../table/hash";
import { FAST, KEY_HASH, SPARE_SEED } from "./header";
import { shortKey, LENGTH_MASK, WIDE } from "./record";

/** Lets the map hash by SipHash, whose key comes from the map's seed and from the spare one. */
export function seedSipHash(map: usize): void {
  for (let i: usize = 0; i < 2; i++) {
    const seed = map + (i ? SPARE_SEED : SEED);
    store<u32>(map + (i << 3), constant(load<u32>(seed), load<u32>(seed, 4), 14), KEY_HASH);
    store<u32>(map + (i << 3), constant(load<u32>(seed), load<u32>(seed, 4), 15), KEY_HASH + 4);
  }
  store<u32>(map, 0, FAST);
}

/** The hash of the key at `at` with the length word `word`. Reads no further than `shortKey` does. O(bytes). */
export function sipHash(map: usize, at: usize, word: u32): u32 {
  const length = word & LENGTH_MASK;
  const blocks = length >>> 3;
  const key0 = load<u64>(map, KEY_HASH);
  const key1 = load<u64>(map, KEY_HASH + 8);
  let v0 = key0 ^ 0x736f6d6570736575;
  let v1 = key1 ^ 0x646f72616e646f6d ^ (word & WIDE ? 0xee : 0);
  let v2 = key0 ^ 0x6c7967656e657261;
  let v3 = key1 ^ 0x7465646279746573;
  // One loop for all rounds, the three last ones without a message: written out twice, rounds are as fast.
  for (let i: u32 = 0; i < blocks + 4; i++, at += 8) {
    let message: u64 = 0;
    if (i < blocks) message = load<u64>(at);
    else if (i == blocks) message = shortKey(at, length & 7) | (<u64>length << 56);
    else if (i == blocks + 1) v2 ^= 0xff;
    v3 ^= message;
    v0 += v1;
    v1 = rotl(v1, 13) ^ v0;
    v0 = rotl(v0, 32);
    v2 += v3;
    v3 = rotl(v3, 16) ^ v2;
    v0 += v3;
    v3 = rotl(v3, 21) ^ v0;
    v2 += v1;
    v1 = rotl(v1, 17) ^ v2;
    v2 = rotl(v2, 32);
    v0 ^= message;
  }
  const result = v0 ^ v1 ^ v2 ^ v3;
  return <u32>result ^ <u32>(result >>> 32);
}

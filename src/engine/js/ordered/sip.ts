/** SipHash-1-3 of a key's bytes, 64-bit words as two lanes; `assembly/ordered/sip.ts` says more. */
import type { LinearMemory } from '../memory/linear.js';
import { load, store } from '../memory/linear.js';
import { SEED } from '../table/header.js';
import { constant } from '../table/hash.js';
import { FAST, KEY_HASH, SPARE_SEED } from './header.js';
import { LENGTH_MASK, WIDE, restMask } from './record.js';

/** Where a map's header has the key, in words; `table/hash.ts` says why this is an enum. */
const enum Field {
  KEY = 39,
}

/** Lets the map hash by SipHash, whose key comes from the map's seed and from the spare one. */
export function seedSipHash(memory: LinearMemory, map: number): void {
  for (let i = 0; i < 4; i++) {
    const seed = map + (i < 2 ? SEED : SPARE_SEED);
    store(memory, map + KEY_HASH + i * 4, constant(load(memory, seed), load(memory, seed + 4), 14 + (i & 1)));
  }
  store(memory, map + FAST, 0);
}

/** The hash of the key at the word index `at` with the length word `word`. O(bytes). */
export function sipHash(i32: Int32Array, header: number, at: number, word: number): number {
  return sipHashWith(i32, header + Field.KEY, at, word);
}

/** The same under the 128 bits of key at the word index `secret`. */
export function sipHashWith(i32: Int32Array, secret: number, at: number, word: number): number {
  const length = word & LENGTH_MASK;
  const blocks = length >>> 3;
  let low0 = i32[secret]! ^ 0x70736575;
  let high0 = i32[secret + 1]! ^ 0x736f6d65;
  let low1 = i32[secret + 2]! ^ 0x6e646f6d ^ (word & WIDE ? 0xee : 0);
  let high1 = i32[secret + 3]! ^ 0x646f7261;
  let low2 = i32[secret]! ^ 0x6e657261;
  let high2 = i32[secret + 1]! ^ 0x6c796765;
  let low3 = i32[secret + 2]! ^ 0x79746573;
  let high3 = i32[secret + 3]! ^ 0x74656462;
  for (let i = 0; i < blocks + 4; i++, at += 2) {
    let low = 0;
    let high = 0;
    if (i < blocks) {
      low = i32[at]!;
      high = i32[at + 1]!;
    } else if (i === blocks) {
      const rest = length & 7;
      low = rest < 4 ? i32[at]! & restMask(rest) : i32[at]!;
      high = (rest > 4 ? i32[at + 1]! & restMask(rest) : 0) | (length << 24);
    } else if (i === blocks + 1) {
      low2 ^= 0xff;
    }
    low3 ^= low;
    high3 ^= high;

    // v0 += v1, v1 = rotl(v1, 13) ^ v0, v0 = rotl(v0, 32)
    let sum = (low0 + low1) | 0;
    let carried = (high0 + high1 + (sum >>> 0 < low1 >>> 0 ? 1 : 0)) | 0;
    let turned = (low1 << 13) | (high1 >>> 19);
    high1 = ((high1 << 13) | (low1 >>> 19)) ^ carried;
    low1 = turned ^ sum;
    low0 = carried;
    high0 = sum;

    // v2 += v3, v3 = rotl(v3, 16) ^ v2
    sum = (low2 + low3) | 0;
    high2 = (high2 + high3 + (sum >>> 0 < low3 >>> 0 ? 1 : 0)) | 0;
    low2 = sum;
    turned = (low3 << 16) | (high3 >>> 16);
    high3 = ((high3 << 16) | (low3 >>> 16)) ^ high2;
    low3 = turned ^ low2;

    // v0 += v3, v3 = rotl(v3, 21) ^ v0
    sum = (low0 + low3) | 0;
    high0 = (high0 + high3 + (sum >>> 0 < low3 >>> 0 ? 1 : 0)) | 0;
    low0 = sum;
    turned = (low3 << 21) | (high3 >>> 11);
    high3 = ((high3 << 21) | (low3 >>> 11)) ^ high0;
    low3 = turned ^ low0;

    // v2 += v1, v1 = rotl(v1, 17) ^ v2, v2 = rotl(v2, 32)
    sum = (low2 + low1) | 0;
    carried = (high2 + high1 + (sum >>> 0 < low1 >>> 0 ? 1 : 0)) | 0;
    turned = (low1 << 17) | (high1 >>> 15);
    high1 = ((high1 << 17) | (low1 >>> 15)) ^ carried;
    low1 = turned ^ sum;
    low2 = carried;
    high2 = sum;

    low0 ^= low;
    high0 ^= high;
  }
  return low0 ^ low1 ^ low2 ^ low3 ^ high0 ^ high1 ^ high2 ^ high3;
}

/** Seeded hashing of bytes to 32 bits; `assembly/ordered/hash.ts` says why this shape. */
import type { LinearMemory } from '../memory/linear.js';
import { store } from '../memory/linear.js';
import { constant } from '../table/hash.js';
import { FAST, KEY_HASH } from './header.js';
import { LENGTH_MASK, restMask } from './record.js';
import { sipHash } from './sip.js';

/** Fields of a map's header, in words; `table/hash.ts` says why this is an enum. */
const enum Field {
  SECRET_LOW = 39,
  SECRET_HIGH = 40,
  START_LOW = 41,
  START_HIGH = 42,
  FAST = 43,
}

/** Derives the constants of a map's hash of bytes from its seed. */
export function seedBytesHash(memory: LinearMemory, map: number, low: number, high: number): void {
  for (let i = 0; i < 4; i++) store(memory, map + KEY_HASH + i * 4, constant(low, high, 8 + i));
  store(memory, map + FAST, 1);
}

/** Whether keys are hashed fast; by SipHash otherwise. */
export function isFast(i32: Int32Array, header: number): boolean {
  return i32[header + Field.FAST] !== 0;
}

/** The hash of the key at the word index `at` with the length word `word`; `header` is the map's word index. O(bytes). */
export function hashBytes(i32: Int32Array, header: number, at: number, word: number): number {
  if (!isFast(i32, header)) return sipHash(i32, header, at, word);
  const length = word & LENGTH_MASK;
  let secretLow = i32[header + Field.SECRET_LOW]!;
  let secretHigh = i32[header + Field.SECRET_HIGH]!;
  let low = i32[header + Field.START_LOW]! ^ word;
  let high = i32[header + Field.START_HIGH]!;
  for (let left = length; left > 0; left -= 8, at += 2) {
    const x = secretLow ^ (left >= 4 ? i32[at]! : i32[at]! & restMask(left));
    const y = secretHigh ^ (left >= 8 ? i32[at + 1]! : left > 4 ? i32[at + 1]! & restMask(left) : 0);
    const added = Math.imul(x, y);
    const sum = (((low << 29) | (high >>> 3)) + added) | 0;
    const carry = (sum >>> 0) < (added >>> 0) ? 1 : 0;
    high = (((high << 29) | (low >>> 3)) + multiplyHighHalf(x, y) + carry) | 0;
    low = sum;
    if (left < 8) break;
    secretLow = (secretLow + 0x7f4a7c15) | 0;
    secretHigh = (secretHigh + 0x9e3779b9 + ((secretLow >>> 0) < 0x7f4a7c15 ? 1 : 0)) | 0;
  }
  const x = low ^ secretHigh;
  const y = high ^ secretLow;
  return ((Math.imul(x, y) ^ multiplyHighHalf(x, y)) + low + ((high << 16) | (high >>> 16))) | 0;
}

/** The upper 32 bits of the product of two unsigned numbers. */
function multiplyHighHalf(x: number, y: number): number {
  const xLow = x & 0xffff;
  const xHigh = x >>> 16;
  const yLow = y & 0xffff;
  const yHigh = y >>> 16;
  const middle = (Math.imul(xHigh, yLow) >>> 0) + (Math.imul(xLow, yLow) >>> 16);
  const other = (Math.imul(xLow, yHigh) >>> 0) + (middle & 0xffff);
  return (Math.imul(xHigh, yHigh) + (middle >>> 16) + (other >>> 16)) | 0;
}

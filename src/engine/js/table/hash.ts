/**
 * Seeded hashing of 4- and 8-byte keys to 32 bits; `assembly/table/hash.ts` says why this shape. Hashes are signed here, as
 * Math.imul gives them: every use is a shift or a mask.
 */
import type { LinearMemory } from '../memory/linear.js';
import { store } from '../memory/linear.js';
import {
  HASH_XOR_LOW, HASH_MULTIPLY_LOW, HASH_MULTIPLY_LAST, HASH_XOR_HIGH, HASH_MULTIPLY_HIGH, SEED,
} from './header.js';
import type { Layout } from './group.js';

/**
 * Fields of a map's header, in 32-bit words. A const enum of the file's own, here and in the other hot files, because the
 * compiler writes its members as numbers into the code: V8 loads a constant imported from elsewhere, or bundled, from memory,
 * and a lookup then takes a fifth longer.
 */
const enum Field {
  XOR_LOW = 5,
  MULTIPLY_LOW = 6,
  MULTIPLY_LAST = 7,
  XOR_HIGH = 8,
  MULTIPLY_HIGH = 9,
}

/** Derives the five constants of a map's hash from its seed. */
export function seedHash(memory: LinearMemory, map: number, low: number, high: number): void {
  store(memory, map + SEED, low);
  store(memory, map + SEED + 4, high);
  store(memory, map + HASH_XOR_LOW, constant(low, high, 1));
  store(memory, map + HASH_MULTIPLY_LOW, constant(low, high, 2) | 1);
  store(memory, map + HASH_MULTIPLY_LAST, constant(low, high, 3) | 1);
  store(memory, map + HASH_XOR_HIGH, constant(low, high, 4));
  store(memory, map + HASH_MULTIPLY_HIGH, constant(low, high, 5) | 1);
}

/** The `index`th of a sequence of well mixed words: MurmurHash3's finalizer over both halves of the seed. */
export function constant(low: number, high: number, index: number): number {
  return mix(mix((low + Math.imul(index, 0x9e3779b9)) | 0) ^ high);
}

function mix(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}

/** The hash of a 4-byte key; `header` is the map's word index. */
export function hash4(i32: Int32Array, header: number, key: number): number {
  let x = Math.imul(key ^ i32[header + Field.XOR_LOW]!, i32[header + Field.MULTIPLY_LOW]!);
  x = Math.imul(x ^ (x >>> 15), i32[header + Field.MULTIPLY_LAST]!);
  return x ^ (x >>> 16);
}

/** The hash of an 8-byte key. */
export function hash8(i32: Int32Array, header: number, low: number, high: number): number {
  const y = Math.imul(high ^ i32[header + Field.XOR_HIGH]!, i32[header + Field.MULTIPLY_HIGH]!);
  return hash4(i32, header, low ^ y ^ (y >>> 15));
}

/** The hash of a key of either width; `high` is 0 for 4 bytes. */
export function hash(i32: Int32Array, layout: Layout, header: number, low: number, high: number): number {
  return layout.keyWords === 1 ? hash4(i32, header, low) : hash8(i32, header, low, high);
}

/** The hash of the key at the word index `at`. */
export function hashAt(i32: Int32Array, layout: Layout, header: number, at: number): number {
  return hash(i32, layout, header, i32[at]!, i32[at + 1]!);
}

/**
 * Seeded hashing of 4- and 8-byte keys to 32 bits, with nothing that plain JavaScript lacks.
 *
 * 4 bytes: `x = (key ^ a) * m; x ^= x >>> 15; x *= n; x ^= x >>> 16` with odd m and n: bijective, so distinct keys keep
 * distinct hashes; two multiplications are the least that passes the quality tests (one fails on strides). The shape is
 * that of Wellons' hash prospector; here the constants come from the seed, which is therefore more than an xor.
 *
 * 8 bytes: the high half, xored, multiplied and folded likewise, is xored into the low half before that is hashed. Keys that
 * differ in one half only keep distinct hashes. Hashing the halves side by side and adding them would save the wait for the
 * second multiplication, but where both vary in their highest bits only, their sums coincide: a million such keys once took
 * three groups each.
 *
 * Bits: the highest index the directory (up to 17), bits 0 to 14 choose the home group, bits 0 to 6 are the tag.
 */
import {
  HASH_XOR_LOW, HASH_MULTIPLY_LOW, HASH_MULTIPLY_LAST, HASH_XOR_HIGH, HASH_MULTIPLY_HIGH, SEED,
} from "./header";

/** Derives the five constants of a map's hash from its seed. */
export function seedHash(map: usize, low: u32, high: u32): void {
  store<u32>(map, low, SEED);
  store<u32>(map, high, SEED + 4);
  store<u32>(map, constant(low, high, 1), HASH_XOR_LOW);
  store<u32>(map, constant(low, high, 2) | 1, HASH_MULTIPLY_LOW);
  store<u32>(map, constant(low, high, 3) | 1, HASH_MULTIPLY_LAST);
  store<u32>(map, constant(low, high, 4), HASH_XOR_HIGH);
  store<u32>(map, constant(low, high, 5) | 1, HASH_MULTIPLY_HIGH);
}

/** The `index`th of a sequence of well mixed words: MurmurHash3's finalizer over both halves of the seed. */
export function constant(low: u32, high: u32, index: u32): u32 {
  return mix(mix(low + index * 0x9e3779b9) ^ high);
}

function mix(x: u32): u32 {
  x = (x ^ (x >>> 16)) * 0x85ebca6b;
  x = (x ^ (x >>> 13)) * 0xc2b2ae35;
  return x ^ (x >>> 16);
}

// @ts-ignore: decorator
@inline
export function hash<K>(map: usize, key: K): u32 {
  let x = <u32>key ^ load<u32>(map, HASH_XOR_LOW);
  if (sizeof<K>() == 8) {
    const y = (<u32>(<u64>key >>> 32) ^ load<u32>(map, HASH_XOR_HIGH)) * load<u32>(map, HASH_MULTIPLY_HIGH);
    x ^= y ^ (y >>> 15);
  }
  x *= load<u32>(map, HASH_MULTIPLY_LOW);
  x = (x ^ (x >>> 15)) * load<u32>(map, HASH_MULTIPLY_LAST);
  return x ^ (x >>> 16);
}

/** Hashes of four 4-byte keys. */
// @ts-ignore: decorator
@inline
export function hashFour4(map: usize, keys: v128): v128 {
  const first = v128.load_splat<u32>(map, HASH_XOR_LOW);
  let x = i32x4.mul(v128.xor(keys, first), v128.load_splat<u32>(map, HASH_MULTIPLY_LOW));
  x = v128.xor(x, i32x4.shr_u(x, 15));
  x = i32x4.mul(x, v128.load_splat<u32>(map, HASH_MULTIPLY_LAST));
  return v128.xor(x, i32x4.shr_u(x, 16));
}

/** Hashes of four 8-byte keys, two in each vector. */
// @ts-ignore: decorator
@inline
export function hashFour8(map: usize, keys01: v128, keys23: v128): v128 {
  const low = i32x4.shuffle(keys01, keys23, 0, 2, 4, 6);
  const high = i32x4.shuffle(keys01, keys23, 1, 3, 5, 7);
  const y = i32x4.mul(v128.xor(high, v128.load_splat<u32>(map, HASH_XOR_HIGH)), v128.load_splat<u32>(map, HASH_MULTIPLY_HIGH));
  return hashFour4(map, v128.xor(low, v128.xor(y, i32x4.shr_u(y, 15))));
}

/** Hashes of the four keys at `keys`. */
// @ts-ignore: decorator
@inline
export function hashFour<K>(map: usize, keys: usize): v128 {
  if (sizeof<K>() == 4) return hashFour4(map, v128.load(keys));
  return hashFour8(map, v128.load(keys), v128.load(keys, 16));
}

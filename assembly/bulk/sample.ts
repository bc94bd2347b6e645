/**
 * Estimating how many distinct keys a batch has, so that an empty map is made large enough but not larger.
 *
 * Keys whose hash ends in `bits` zeros are the sample, so a key repeated is sampled as often as it comes or never; each sets
 * one of 262 144 bits. From the share of zeros the caller takes the number of distinct keys (linear counting: Whang,
 * Vander-Zanden, Taylor 1990), within one or two percent.
 */
import { hashFour } from "../table/hash";
import { keyBytesOf } from "../table/layout";
import { KEYS, PREVIOUS, HASHES } from "../memory/regions";

// @ts-ignore: decorator
@inline const SAMPLE: usize = PREVIOUS; // nothing has been replaced yet
// @ts-ignore: decorator
@inline const SAMPLE_BYTES: u32 = 32768;

export function clearSample(): void {
  memory.fill(SAMPLE, 0, SAMPLE_BYTES);
}

/** Adds the first `count` keys of the key column to the sample. */
export function sampleMany(map: usize, count: u32, bits: u32): void {
  const short = keyBytesOf(map) == 4;
  for (let i: u32 = 0; i < count; i += 4) {
    sampleFour(short ? hashFour<u32>(map, KEYS + (i << 2)) : hashFour<u64>(map, KEYS + (i << 3)), bits, min(count - i, 4));
  }
}

/** Adds the first `count` of four hashes. */
// @ts-ignore: decorator
@inline
export function sampleFour(hashes: v128, bits: u32, count: u32): void {
  const mask: u32 = (1 << bits) - 1;
  if (!v128.any_true(i32x4.eq(v128.and(hashes, i32x4.splat(mask)), i32x4.splat(0)))) return;
  v128.store(HASHES, hashes);
  for (let lane: u32 = 0; lane < count; lane++) {
    const h = load<u32>(HASHES + (lane << 2));
    if (h & mask) continue;
    const at = SAMPLE + (h >>> 17);
    store<u8>(at, load<u8>(at) | (<u8>1 << <u8>((h >>> 14) & 7)));
  }
}

/** Bits set in the sample. */
export function countSample(): u32 {
  let set: u32 = 0;
  for (let i: u32 = 0; i < SAMPLE_BYTES; i += 8) set += <u32>popcnt(load<u64>(SAMPLE + i));
  return set;
}

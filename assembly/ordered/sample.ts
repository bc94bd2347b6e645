/** Estimating how many distinct keys a batch of bytes has: `bulk/sample.ts` explains the method. */
import { hashFour } from "../table/hash";
import { BLOCK } from "../bulk/resolve";
import { sampleFour } from "../bulk/sample";
import { KEY_HASHES, KEY_TABLE } from "../memory/regions";
import { hashKeys } from "./hash";

/** As `sampleMany`, for the first `count` keys of the key table. */
export function sampleKeys(map: usize, count: u32, bits: u32): void {
  for (let from: u32 = 0; from < count; from += BLOCK) {
    const length = min(count - from, BLOCK);
    hashKeys(map, KEY_TABLE + (from << 3), length);
    for (let i: u32 = 0; i < length; i += 4) sampleFour(hashFour<u32>(map, KEY_HASHES + (i << 2)), bits, min(length - i, 4));
  }
}

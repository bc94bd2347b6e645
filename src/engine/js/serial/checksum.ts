/** The checksum of pages: see `assembly/serial/checksum.ts`. */

const LANES = 16;
const PRODUCT = 0x9e3779b1 | 0;
const STEP = 0x85ebca77 | 0;

/** Of `words` words from the index `at` on; `start` is what is to be summed up before. O(words). */
export function checksumOf(i32: Int32Array, at: number, words: number, start: number): number {
  const lanes = Int32Array.from({ length: LANES }, (_, i) => start + Math.imul(i, STEP));
  const end = at + (words & -LANES);
  const rest = at + words;
  for (; at < end; at += LANES) {
    for (let i = 0; i < LANES; i++) lanes[i] = fold(lanes[i]!, i32[at + i]!);
  }
  let sum = 4 * words;
  for (const lane of lanes) sum = fold(sum, lane);
  for (; at < rest; at++) sum = fold(sum, i32[at]!);
  return (sum ^ (sum >>> 15)) >>> 0;
}

function fold(sum: number, word: number): number {
  const x = sum ^ word;
  return Math.imul((x << 13) | (x >>> 19), PRODUCT);
}

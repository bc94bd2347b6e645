/**
 * Seeded randomness for inputs: the same seed gives every rival, every process and every machine the same keys.
 *
 * Distinct keys come from a bijective mixer over a counter, because drawing and removing duplicates needs a table,
 * and a table is what is being measured.
 */

/** A source of 32-bit integers: sfc32 of PractRand, small and fast, good enough for orders and draws. */
export function createRandom(seed: number): () => number {
  let a = seed >>> 0;
  let b = 0x9e3779b9;
  let c = 0x243f6a88;
  let counter = 1;
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  };
  for (let i = 0; i < 15; i++) next();
  return next;
}

/** A bijection of 32-bit integers: the finalizer of MurmurHash3 twice, keyed between the rounds. */
export function mix32(index: number, seed: number): number {
  return finalize((finalize(index + seed) + Math.imul(seed, 0x9e3779b1)) | 0);
}

function finalize(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A bijection of integers of 24 to 31 bits: every step (shift, odd multiplication, addition) is one modulo 2^bits. */
export function mixBits(index: number, seed: number, bits: number): number {
  const mask = 2 ** bits - 1;
  let h = (index + seed) & mask;
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b) & mask;
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35) & mask;
  h = (h + Math.imul(seed, 0x9e3779b1)) & mask;
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d) & mask;
  h = Math.imul(h ^ (h >>> 14), 0x297a2d39) & mask;
  return h ^ (h >>> 16);
}

/** Fisher and Yates's shuffle, in place. */
export function shuffle<T>(column: { [index: number]: T; readonly length: number }, random: () => number): void {
  for (let i = column.length - 1; i > 0; i--) {
    const j = Math.floor((random() / 0x1_0000_0000) * (i + 1));
    const held = column[i];
    column[i] = column[j];
    column[j] = held;
  }
}

/**
 * Ranks 0 … n − 1, drawn with Zipf's probabilities (exponent 0.99): the generator of Gray et al., "Quickly Generating
 * Billion-Record Synthetic Databases", SIGMOD 1994, which YCSB uses.
 */
export function createZipf(n: number, random: () => number, theta = 0.99): () => number {
  let zeta = 0;
  for (let rank = 1; rank <= n; rank++) zeta += 1 / rank ** theta;
  const alpha = 1 / (1 - theta);
  const zetaOfTwo = 1 + 0.5 ** theta;
  const eta = (1 - (2 / n) ** (1 - theta)) / (1 - zetaOfTwo / zeta);
  return () => {
    const u = random() / 0x1_0000_0000;
    const area = u * zeta;
    if (area < 1) return 0;
    if (area < zetaOfTwo) return Math.min(1, n - 1);
    return Math.min(n - 1, Math.floor(n * (eta * u - eta + 1) ** alpha));
  };
}

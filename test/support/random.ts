/** Seeded random numbers and keys for workloads. */

/** A generator of 32-bit words: xorshift over a mixed counter, the same sequence for the same seed. */
export function randomWords(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let x = state;
    x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
    x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
    return (x ^ (x >>> 15)) >>> 0;
  };
}

/** A bijection of 32-bit words: distinct inputs give distinct, scattered keys. */
export function scatter(i: number): number {
  let x = Math.imul(i ^ (i >>> 16), 0x45d9f3b);
  x = Math.imul(x ^ (x >>> 16), 0x45d9f3b);
  return (x ^ (x >>> 16)) >>> 0;
}

/** The `i`th of a sequence of distinct keys, 4 or 8 bytes wide. */
export function keyNumber(i: number, keyBytes: number): bigint {
  const low = BigInt(scatter(i));
  return keyBytes === 8 ? (BigInt(scatter(i ^ 0x5bd1e995) & 0x3fffffff) << 32n) | low : low;
}

/**
 * Keys made by somebody who knows the seed. The 4-byte hash is a bijection, so it can be run backwards. The fast hash of bytes
 * multiplies the halves of each block, so blocks with the same product leave it in the same state.
 */
import type { Engine } from '../../src/engine/engine.js';

/** The inverse of an odd number modulo 2^32, by Newton's iteration. */
function inverse(odd: number): number {
  let x = odd;
  for (let i = 0; i < 5; i++) x = Math.imul(x, 2 - Math.imul(odd, x));
  return x;
}

/** A function from hashes to the 4-byte keys that have them in `map`. */
export function unhash(engine: Engine, map: number): (hash: number) => bigint {
  const [xor = 0, first = 1, last = 1] = engine.u32.subarray((map + 20) >>> 2, (map + 32) >>> 2);
  const undoFirst = inverse(first);
  const undoLast = inverse(last);
  return (hash) => {
    let x = Math.imul(hash ^ (hash >>> 16), undoLast);
    x ^= (x >>> 15) ^ (x >>> 30);
    return BigInt((Math.imul(x, undoFirst) ^ xor) >>> 0);
  };
}

/** Distinct keys of bytes that all have the same fast hash in `map`. */
export interface Colliding {
  /** 8 bytes: the first half makes the product 0, whatever the second is. */
  short(i: number): Uint8Array;
  /** 136 bytes: 17 blocks, each of two that differ in the order of their factors (a multicollision after Joux). */
  long(i: number): Uint8Array;
}

/** By how much the secret grows from block to block. */
const STEP = 0x9e3779b97f4a7c15n;

export function colliding(engine: Engine, map: number): Colliding {
  const [low = 0, high = 0] = engine.u32.subarray((map + 156) >>> 2, (map + 164) >>> 2);
  const bytes = (words: readonly number[]): Uint8Array => new Uint8Array(Uint32Array.from(words).buffer);
  const secrets = Array.from({ length: 17 }, (_, block) => (BigInt(high) << 32n) + BigInt(low) + BigInt(block) * STEP);
  return {
    short: (i) => bytes([low, i]),
    long: (i) => bytes(secrets.flatMap((secret, block) => {
      const [one, other] = [0x1234567 + block, 0x89abcdef - block];
      const [xorLow, xorHigh] = [Number(BigInt.asUintN(32, secret)), Number(BigInt.asUintN(32, secret >> 32n))];
      return (i >> block) & 1 ? [one ^ xorLow, other ^ xorHigh] : [other ^ xorLow, one ^ xorHigh];
    })),
  };
}

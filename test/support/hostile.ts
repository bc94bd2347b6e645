/** Keys made by somebody who knows the seed: the 4-byte hash is a bijection, so it can be run backwards. */
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

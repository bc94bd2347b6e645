/** SipHash-1-3 a second time, in bigints, straight from the paper: what both engines are compared with. */

const turn = (x: bigint, bits: bigint): bigint => BigInt.asUintN(64, (x << bits) | (x >> (64n - bits)));

/** The 64-bit result under the key of two 64-bit words. `wide` is for strings with wide characters: another v1. */
export function sipHash13(key0: bigint, key1: bigint, bytes: Uint8Array, wide = false): bigint {
  let v0 = key0 ^ 0x736f6d6570736575n;
  let v1 = key1 ^ 0x646f72616e646f6dn ^ (wide ? 0xeen : 0n);
  let v2 = key0 ^ 0x6c7967656e657261n;
  let v3 = key1 ^ 0x7465646279746573n;
  const round = (): void => {
    v0 = BigInt.asUintN(64, v0 + v1);
    v1 = turn(v1, 13n) ^ v0;
    v0 = turn(v0, 32n);
    v2 = BigInt.asUintN(64, v2 + v3);
    v3 = turn(v3, 16n) ^ v2;
    v0 = BigInt.asUintN(64, v0 + v3);
    v3 = turn(v3, 21n) ^ v0;
    v2 = BigInt.asUintN(64, v2 + v1);
    v1 = turn(v1, 17n) ^ v2;
    v2 = turn(v2, 32n);
  };
  const padded = new Uint8Array(Math.floor(bytes.length / 8) * 8 + 8);
  padded.set(bytes);
  padded[padded.length - 1] = bytes.length;
  for (const block of new BigUint64Array(padded.buffer)) {
    v3 ^= block;
    round();
    v0 ^= block;
  }
  v2 ^= 0xffn;
  for (let i = 0; i < 3; i++) round();
  return v0 ^ v1 ^ v2 ^ v3;
}

/** The 32 bits that an index keeps of it. */
export function fold(hash: bigint): number {
  return Number(BigInt.asUintN(32, hash ^ (hash >> 32n)));
}

/** How a loop uses what it read: unused results could be dropped by the compiler, and unboxing is part of reading. */
const UNSIGNED_BITS = 64;
const SAFE_BITS = 53;

/** Adds 64-bit integers without allocating: V8 keeps `asUintN(64, a + b)` in a register. */
export function addBigints(sum: bigint, value: bigint): bigint {
  return BigInt.asUintN(UNSIGNED_BITS, sum + value);
}

/** A 64-bit checksum as a number that JSON carries exactly. */
export function asChecksum(sum: bigint): number {
  return Number(BigInt.asUintN(SAFE_BITS, sum));
}

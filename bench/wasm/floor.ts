// The memory floor: reads of one random 64-byte line each, none waiting for another, as no table can do better.
//
// Lines are chosen by a multiplicative hash of a counter, so an address depends on no load; four streams keep the
// loop's own work small beside a miss.

const LINE: u32 = 64;

/** Makes room for `bytes` and touches every page. @returns the address of the first line, or all ones when memory ran out */
export function prepare(bytes: u32): u32 {
  const pages = i32((bytes + 65535) >>> 16);
  const before = memory.grow(pages);
  if (before < 0) return u32.MAX_VALUE;
  const base = u32(before) << 16;
  for (let offset: u32 = 0; offset < bytes; offset += 4096) store<u32>(base + offset, offset | 1);
  return base;
}

/** Reads `count` random lines among `lines`. @returns a sum, so that nothing is optimised away */
export function read(base: u32, lines: u32, count: u32, seed: u32): u32 {
  let sum0: u32 = 0;
  let sum1: u32 = 0;
  let sum2: u32 = 0;
  let sum3: u32 = 0;
  for (let i: u32 = 0; i < count; i += 4) {
    const k = i + seed;
    sum0 += load<u32>(base + line(k, lines) * LINE);
    sum1 += load<u32>(base + line(k + 1, lines) * LINE);
    sum2 += load<u32>(base + line(k + 2, lines) * LINE);
    sum3 += load<u32>(base + line(k + 3, lines) * LINE);
  }
  return sum0 + sum1 + sum2 + sum3;
}

@inline
function line(k: u32, lines: u32): u32 {
  let h = k * 0x9e3779b1;
  h = (h ^ (h >>> 15)) * 0x85ebca6b;
  h ^= h >>> 13;
  return u32((u64(h) * u64(lines)) >>> 32);
}

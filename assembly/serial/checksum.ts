/**
 * The checksum of pages: 16 lanes, each a word in, a turn and a product, as xxHash32 has them, so that four vectors keep the multiplier busy;
 * then all lanes into one. It finds damage, not malice.
 */

// @ts-ignore: decorator
@inline const PRODUCT: u32 = 0x9e3779b1;
// @ts-ignore: decorator
@inline const STEP: u32 = 0x85ebca77;

/** Of `bytes`, a multiple of 4, at `at`; `start` is what is to be summed up before. O(bytes). */
export function checksum(at: usize, bytes: u32, start: u32): u32 {
  let a = i32x4(<i32>start, <i32>(start + STEP), <i32>(start + 2 * STEP), <i32>(start + 3 * STEP));
  let b = i32x4.add(a, i32x4.splat(<i32>(4 * STEP)));
  let c = i32x4.add(b, i32x4.splat(<i32>(4 * STEP)));
  let d = i32x4.add(c, i32x4.splat(<i32>(4 * STEP)));
  const end = at + (bytes & ~63);
  const rest = bytes & 63;
  for (; at < end; at += 64) {
    a = round(a, v128.load(at));
    b = round(b, v128.load(at, 16));
    c = round(c, v128.load(at, 32));
    d = round(d, v128.load(at, 48));
  }
  let sum = foldFour(foldFour(foldFour(foldFour(bytes, a), b), c), d);
  for (let i: u32 = 0; i < rest; i += 4) sum = fold(sum, load<u32>(at + i));
  return sum ^ (sum >>> 15);
}

// @ts-ignore: decorator
@inline
function round(lanes: v128, words: v128): v128 {
  const x = v128.xor(lanes, words);
  return i32x4.mul(v128.or(i32x4.shl(x, 13), i32x4.shr_u(x, 19)), i32x4.splat(<i32>PRODUCT));
}

// @ts-ignore: decorator
@inline
function foldFour(sum: u32, lanes: v128): u32 {
  return fold(fold(fold(fold(sum, i32x4.extract_lane(lanes, 0)), i32x4.extract_lane(lanes, 1)), i32x4.extract_lane(lanes, 2)), i32x4.extract_lane(lanes, 3));
}

// @ts-ignore: decorator
@inline
function fold(sum: u32, word: u32): u32 {
  return rotl<u32>(sum ^ word, 13) * PRODUCT;
}

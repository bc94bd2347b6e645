/** What a batch does where a key is already there. */

// @ts-ignore: decorator
@inline export const MODE_REPLACE: u32 = 0;
// @ts-ignore: decorator
@inline export const MODE_KEEP: u32 = 1;
// @ts-ignore: decorator
@inline export const MODE_ERROR: u32 = 2;
// @ts-ignore: decorator
@inline export const MODE_ADD: u32 = 3;
// @ts-ignore: decorator
@inline export const MODE_MIN: u32 = 4;
// @ts-ignore: decorator
@inline export const MODE_MAX: u32 = 5;
/** As `MODE_REPLACE`, without a journal. */
// @ts-ignore: decorator
@inline export const MODE_PLAIN: u32 = 6;

// @ts-ignore: decorator
@inline export const KIND_U32: u32 = 0;
// @ts-ignore: decorator
@inline const KIND_I32: u32 = 1;
// @ts-ignore: decorator
@inline const KIND_F32: u32 = 2;
// @ts-ignore: decorator
@inline export const KIND_F64: u32 = 3;
// @ts-ignore: decorator
@inline export const KIND_U64: u32 = 4;
// @ts-ignore: decorator
@inline const KIND_I64: u32 = 5;

let overflowed: bool = false;

/** Whether the last `combine` overflowed its kind. */
// @ts-ignore: decorator
@inline
export function failed(): bool {
  return overflowed;
}

/** What `old` and `value`, bits of `kind`, become under `mode`. Integers that overflow and f32 sums that turn infinite fail. */
// @ts-ignore: decorator
@inline
export function combine(mode: u32, kind: u32, old: u64, value: u64): u64 {
  overflowed = false;
  if (mode == MODE_REPLACE) return value;
  if (kind == KIND_F64) return reinterpret<u64>(combineF64(mode, reinterpret<f64>(old), reinterpret<f64>(value)));
  if (kind == KIND_F32) return <u64>reinterpret<u32>(combineF32(mode, reinterpret<f32>(<u32>old), reinterpret<f32>(<u32>value)));
  if (mode == MODE_ADD) return add(kind, old, value);
  const less = kind == KIND_I32 ? <i32>value < <i32>old : kind == KIND_I64 ? <i64>value < <i64>old : value < old;
  return (mode == MODE_MIN) == less ? value : old;
}

function add(kind: u32, old: u64, value: u64): u64 {
  const sum = old + value;
  if (kind == KIND_U32) overflowed = sum > 0xffffffff;
  else if (kind == KIND_I32) overflowed = <i64><i32>old + <i64><i32>value != <i64><i32>sum;
  else if (kind == KIND_U64) overflowed = sum < old;
  else overflowed = <i64>((old ^ sum) & (value ^ sum)) < 0;
  return sum;
}

function combineF32(mode: u32, old: f32, value: f32): f32 {
  if (mode == MODE_MIN) return min(old, value);
  if (mode == MODE_MAX) return max(old, value);
  const sum = old + value;
  overflowed = abs(sum) == f32.POSITIVE_INFINITY && abs(old) != f32.POSITIVE_INFINITY && abs(value) != f32.POSITIVE_INFINITY;
  return sum;
}

function combineF64(mode: u32, old: f64, value: f64): f64 {
  if (mode == MODE_MIN) return min(old, value);
  if (mode == MODE_MAX) return max(old, value);
  return old + value;
}

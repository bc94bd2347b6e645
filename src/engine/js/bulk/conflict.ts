/** What a batch does where a key is already there. */
import type { LinearMemory } from '../memory/linear.js';
import type { Layout } from '../table/group.js';

export const MODE_REPLACE = 0;
export const MODE_KEEP = 1;
export const MODE_ERROR = 2;
export const MODE_ADD = 3;
export const MODE_MIN = 4;

const KIND_I32 = 1;
const KIND_F32 = 2;
const KIND_F64 = 3;
const KIND_U64 = 4;

/**
 * Writes to the word index `to` what the values of `kind` at `old` and `value` become under `mode`. False, and nothing
 * written, where an integer overflows or a sum of finite f32 turns infinite.
 */
export function combine(
  memory: LinearMemory, layout: Layout, mode: number, kind: number, to: number, old: number, value: number,
): boolean {
  const { i32, u32, f32, f64 } = memory;
  if (mode === MODE_REPLACE) {
    i32[to] = i32[value]!;
    if (layout.valueWords === 2) i32[to + 1] = i32[value + 1]!;
    return true;
  }
  if (layout.valueWords === 2) {
    if (kind !== KIND_F64) return combine64(memory, mode, kind, to, old, value);
    f64[to >>> 1] = combineFloat(mode, f64[old >>> 1]!, f64[value >>> 1]!);
    return true;
  }
  if (kind === KIND_F32) {
    f32[to] = combineFloat(mode, f32[old]!, f32[value]!);
    if (mode !== MODE_ADD || Math.abs(f32[to]) !== Infinity) return true;
    if (Math.abs(f32[old]!) === Infinity || Math.abs(f32[value]!) === Infinity) return true;
    f32[to] = f32[old]!;
    return false;
  }
  const view = kind === KIND_I32 ? i32 : u32;
  const a = view[old]!;
  const b = view[value]!;
  if (mode !== MODE_ADD) {
    view[to] = (mode === MODE_MIN) === (b < a) ? b : a;
    return true;
  }
  view[to] = a + b;
  if (view[to] === a + b) return true;
  view[to] = a;
  return false;
}

function combineFloat(mode: number, old: number, value: number): number {
  if (mode === MODE_ADD) return old + value;
  return mode === MODE_MIN ? Math.min(old, value) : Math.max(old, value);
}

/** As `combine`, for 64-bit integers: in two lanes, for a BigInt an entry would cost more than the table. */
function combine64(memory: LinearMemory, mode: number, kind: number, to: number, old: number, value: number): boolean {
  const { u32, i32 } = memory;
  const highs = kind === KIND_U64 ? u32 : i32;
  const oldHigh = highs[old + 1]!;
  const valueHigh = highs[value + 1]!;
  if (mode !== MODE_ADD) {
    const less = valueHigh < oldHigh || (valueHigh === oldHigh && u32[value]! < u32[old]!);
    const from = (mode === MODE_MIN) === less ? value : old;
    i32[to] = i32[from]!;
    i32[to + 1] = i32[from + 1]!;
    return true;
  }
  const low = u32[old]! + u32[value]!;
  const high = oldHigh + valueHigh + (low > 0xffffffff ? 1 : 0);
  highs[to + 1] = high;
  if (highs[to + 1]! !== high) {
    highs[to + 1] = oldHigh;
    return false;
  }
  u32[to] = low;
  return true;
}

/** The narrowest kind that all of some keys or values fit. */
import { type NumericKind, numericKinds, orderedKinds } from '../../map/kinds.js';

/** What a sample of keys or values fits. */
export interface Fit {
  /** How many were looked at. */
  readonly count: number;
  /** The narrowest kind that all of them fit as they are; `other` for none, and for an empty sample. */
  readonly kind: NumericKind | 'string' | 'bytes' | 'other';
  /** The kind of 32 bits that all of them fit as numbers, bigints among them; undefined for none. */
  readonly word: 'u32' | 'i32' | undefined;
}

/** From the narrowest on. f32 is not among them: it rounds. */
const tried = ['u32', 'i32', 'f64', 'u64', 'i64', 'string', 'bytes'] as const;
const fitting = { ...numericKinds, ...orderedKinds };

/** -0 becomes 0 in integer kinds, which in keys makes no difference. */
function fits(kind: (typeof tried)[number], value: unknown): boolean {
  return fitting[kind].fits(value) && !(Object.is(value, -0) && kind !== 'f64');
}

/** O(values). */
export function fitOf(values: readonly unknown[]): Fit {
  const all = (list: readonly unknown[], kind: (typeof tried)[number]): boolean => list.length > 0 && list.every((value) => fits(kind, value));
  const numbers = values.map((value) => (typeof value === 'bigint' ? Number(value) : value));
  return {
    count: values.length,
    kind: tried.find((kind) => all(values, kind)) ?? 'other',
    word: all(numbers, 'u32') ? 'u32' : all(numbers, 'i32') ? 'i32' : undefined,
  };
}

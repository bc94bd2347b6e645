/**
 * What an operation is: how to make ready for a pass, the pass itself, and what must have come of it.
 *
 * One pass handles every key of the input once. Everything but `pass` is untimed.
 */
import type { Key, Numeric } from '../input/columns.js';
import type { Input } from '../input/input.js';
import type { Session } from '../rivals/rival.js';

/** One operation of one rival over one input. */
export interface Job {
  /** Single operations in a pass: a sample's time is divided by it. */
  readonly units: number;
  /** Makes ready for `count` passes. */
  setup(count: number): void;
  pass(): void;
  /** What a pass does beside the operation itself: its time, measured alone, is taken off. */
  readonly beside?: () => void;
  /** Puts away what the passes since `setup` used up. */
  teardown(): void;
  /** What the last pass came to; the same for every rival, or the comparison is void. Call before `teardown`. */
  outcome(): number;
  /** Bytes of the table in use, where the rival tells. Call before `teardown`. */
  bytes(): number | undefined;
}

export interface Operation {
  readonly title: string;
  plan<K extends Key>(session: Session<K>, input: Input<K>): Job;
}

/** Adds up a column so that every element counts: for checks, not for speed. */
export function checksum(column: ArrayLike<Numeric | undefined>): number {
  let sum = 0;
  for (let i = 0; i < column.length; i++) sum = (sum + (Number(column[i] ?? 0) % 1_000_003)) % 2 ** 40;
  return sum;
}

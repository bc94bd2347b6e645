/** A write that breaks a rule, as a guard remembers it. */
import type { GuardMessage } from '../diagnostics/guard-message.js';

/**
 * What was wrong with a write. Of the rule `atomic`: `'during-batch'`, it came while a `putAllAsync` was under way; `'interleaved'`, it came between
 * the writes of a group; `'lost-update'`, it replaces what has changed since its group read it; `'loop'`, it is one of too many single writes in one
 * go. Of `idempotent`: `'no-key'`, the batch has nothing that it would be recognised by; `'adds-again'`, it adds to what is there. Of `observable`:
 * `'no-trace'`.
 *
 * @category Guard
 */
export type ViolationKind = 'during-batch' | 'interleaved' | 'lost-update' | 'loop' | 'no-key' | 'adds-again' | 'no-trace';

/**
 * A write that broke a rule: what the channel `wasmap:guard` tells of it, but for the map, and more.
 *
 * @category Guard
 */
export interface GuardViolation extends Omit<GuardMessage, 'map'> {
  /** What was wrong. */
  readonly kind: ViolationKind;
  /** The method that was called; `batcher` for a WriteBatcher's batch. */
  readonly operation: string;
}

/**
 * A place in the code that makes many single writes in one go, where `putAll` could be.
 *
 * @category Guard
 */
export interface WriteLoop {
  /** The place, in the sources where that can be told; undefined where the runtime does not show. */
  readonly site: string | undefined;
  /** How often it made more than `maxSingleWrites` in one go. */
  readonly runs: number;
  /** The single writes of all these runs. */
  readonly writes: number;
  /** The single writes of the longest. */
  readonly longest: number;
}

/** What is told of a write that breaks a rule of its map's guard, on the channel `wasmap:guard`. */

/**
 * What a guard asks of writes: that they do not interleave; that one that comes again changes nothing; that they can be traced to whoever made them.
 *
 * @category Guard
 */
export type GuardRule = 'atomic' | 'idempotent' | 'observable';

/**
 * What a guard does about a write that breaks a rule: nothing, and does not look; count it; count it and warn, once for each place in the code;
 * count it and throw before anything is written.
 *
 * @category Guard
 */
export type GuardMode = 'off' | 'count' | 'warn' | 'throw';

/**
 * What the channel `wasmap:guard` tells of a write that breaks a rule.
 *
 * @category Guard
 */
export interface GuardMessage {
  /** The map or set that is guarded. */
  readonly map: object;
  /** What the guard was told to call it, or its own name. */
  readonly name: string | undefined;
  /** The rule that was broken. */
  readonly rule: GuardRule;
  /** What the guard does about it. */
  readonly mode: Exclude<GuardMode, 'off'>;
  /** What was wrong, in words, with no key and no value in them. */
  readonly message: string;
  /** Where the write was called from, in the sources where that can be told: `function (file:line:column)`. */
  readonly site: string | undefined;
  /** When, by the clock of `performance.now()`. */
  readonly time: number;
}

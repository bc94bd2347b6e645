/** What keeps entries in order, and says which is to go. See `assembly/cache/policy/policy.ts`. */
import type { LinearMemory } from '../../memory/linear.js';

export interface Policy {
  /** How many queues it has. */
  readonly queues: number;
  /** False where memory is refused. */
  open(memory: LinearMemory, cache: number, random: number): boolean;
  /** SPAN has changed. */
  resized(memory: LinearMemory, cache: number): void;
  /** Gives back what is the policy's own. */
  close(memory: LinearMemory, cache: number): void;
  /** The entry at `slot` was asked for. */
  read(memory: LinearMemory, cache: number, slot: number): void;
  /**
   * The slot of the entry that is to go before one more comes, and its hash in VICTIM_HASH; 0 where there are fewer than the most, and IS_CROWDED is not
   * set. Its line has been taken out.
   */
  victim(memory: LinearMemory, cache: number): number;
  /** An entry has come, whose tag is to be `tag`. */
  add(memory: LinearMemory, cache: number, slot: number, h: number, tag: number): void;
  /** An entry's line was taken out by whoever has the cache. */
  left(memory: LinearMemory, cache: number): void;
}

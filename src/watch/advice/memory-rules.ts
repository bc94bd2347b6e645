/** Advice on room, and on what fills it. */
import type { Advice } from './advice.js';
import type { Facts } from './facts.js';
import { LEAST_OPERATIONS, operationsOf } from './use-rules.js';

/** Splits, each of which moves half a segment of 16 KiB, that are worth a line in a program. */
const MANY_SPLITS = 16;
/** Entries' room whose bytes are worth it. */
const MUCH_CAPACITY = 10_000;
/** How many times the entries there are. */
const FAR_ABOVE = 4;
/** A difference takes two. */
const USUAL_SNAPSHOTS = 2;

/** Not where entries come and go: there splits are as many, whatever room there was to begin with. */
export function capacity({ size, segments, splits, merges }: Facts): Advice | undefined {
  if (splits < MANY_SPLITS || splits < segments / 2 || merges > splits / 2) return undefined;
  return {
    code: 'capacity', about: 'capacity', evidence: { size, segments, splits }, options: { capacity: size },
    message: `The table has grown by ${splits} splits, each of which moved half a segment. With a capacity of ${size}, or reserve(${size}) before it is filled one by one, `
      + 'there are none.',
  };
}

export function shrink(facts: Facts): Advice | undefined {
  const { size, capacity: room, bytes } = facts;
  if (room < MUCH_CAPACITY || room <= FAR_ABOVE * size || facts.version === 0 || operationsOf(facts) < LEAST_OPERATIONS) return undefined;
  return {
    code: 'shrink', about: 'capacity', evidence: { size, capacity: room, bytes }, options: { capacity: size },
    message: `There is room for ${room} entries, and there are ${size}. If no more are to come, shrink() gives the rest back, and a smaller capacity does not take it.`,
  };
}

export function openSnapshots({ snapshots, size }: Facts): Advice | undefined {
  if (snapshots <= USUAL_SNAPSHOTS) return undefined;
  return {
    code: 'open-snapshots', about: 'memory', evidence: { snapshots, size },
    message: `${snapshots} snapshots are open, and keep what was written over since. dispose() of those that are not needed any more, or have them in using blocks.`,
  };
}

export function collidingKeys({ overflowed, size }: Facts): Advice | undefined {
  if (overflowed === 0) return undefined;
  return {
    code: 'colliding-keys', about: 'keys', evidence: { overflowed, size },
    message: `The hashes of ${overflowed} keys have too many bits in common, which does not happen by chance under a seed that nobody knows. Leave the option seed out, `
      + 'and look where the keys come from.',
  };
}

export function siphash({ migrations, size }: Facts): Advice | undefined {
  if (migrations === 0) return undefined;
  return {
    code: 'siphash', about: 'keys', evidence: { migrations, size }, options: { hash: 'siphash13' },
    message: 'Keys were made to collide, and the map went over to SipHash. Look where they come from; with hash: \'siphash13\' it begins with that.',
  };
}

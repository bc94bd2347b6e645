import { describe, expect, test } from 'vitest';
import type { Key } from '../input/columns.js';
import { createInput } from '../input/index.js';
import { appliesTo, KEY_KINDS, OPERATIONS, patternsOf, type KeyKind, type OperationName } from '../matrix/dimensions.js';
import { operations } from '../operations/index.js';
import type { Job } from '../operations/operation.js';
import { rivals } from '../rivals/index.js';
import { nativeMap } from '../rivals/map.js';

const SIZE = 3_000;

async function jobOf(operation: OperationName, keys: KeyKind, rival: 'wasmap' | 'wasmap-js' | 'map'): Promise<Job> {
  const input = createInput<Key>({ keys, pattern: patternsOf(keys)[0], size: SIZE, seed: 7, trace: undefined });
  return operations[operation].plan(await rivals[rival].open<Key>(keys), input);
}

/** What two passes in one sample come to. */
function outcomeOf(job: Job): number {
  job.setup(2);
  job.pass();
  job.pass();
  const outcome = job.outcome();
  job.teardown();
  return outcome;
}

function operationsOn(keys: KeyKind): OperationName[] {
  return OPERATIONS.filter((operation) => appliesTo({ operation, keys, pattern: patternsOf(keys)[0], state: 'recycled-clean' }));
}

describe.each(['u32', 'u64', 'string', 'any'] as const)('operations on %s keys', (keys) => {
  test.each(operationsOn(keys))('come to the same with Map and both engines: %s', async (operation) => {
    const expected = outcomeOf(await jobOf(operation, keys, 'map'));
    expect(Number.isFinite(expected)).toBe(true);
    expect(outcomeOf(await jobOf(operation, keys, 'wasmap'))).toBe(expected);
    expect(outcomeOf(await jobOf(operation, keys, 'wasmap-js'))).toBe(expected);
  });
});

test.each(operationsOn('any'))('operations on any keys work with Map: %s', async (operation) => {
  const outcome = outcomeOf(await jobOf(operation, 'any', 'map'));
  if (operation.endsWith('-miss')) expect(outcome).toBe(0);
  else expect(outcome).toBeGreaterThan(0);
});

describe('text', () => {
  test('read fresh comes to the same as the same objects', async () => {
    const same = outcomeOf(await jobOf('get-hit', 'string', 'map'));
    expect(same).toBeGreaterThan(SIZE);
    expect(outcomeOf(await jobOf('get-hit-fresh', 'string', 'map'))).toBe(same);
    expect(outcomeOf(await jobOf('get-miss-fresh', 'string', 'map'))).toBe(0);
  });

  test('read in bytes comes to the same as in strings', async () => {
    const same = outcomeOf(await jobOf('getAll', 'string', 'map'));
    expect(outcomeOf(await jobOf('getAll-fresh', 'string', 'map'))).toBe(same);
    expect(outcomeOf(await jobOf('getAll-packed', 'string', 'map'))).toBe(same);
    expect(outcomeOf(await jobOf('putAll-packed', 'string', 'map'))).toBe(SIZE);
  });

  test('is net of cutting in single reads only', async () => {
    for (const operation of operationsOn('string')) {
      const { beside } = await jobOf(operation, 'string', 'map');
      expect(beside !== undefined).toBe(operation === 'get-hit-fresh' || operation === 'get-miss-fresh');
    }
  });

  test('is needed for what cuts strings', async () => {
    const input = createInput<Key>({ keys: 'u32', pattern: 'random', size: SIZE, seed: 7, trace: undefined });
    const session = await nativeMap.open<Key>('u32');
    expect(() => operations['get-hit-fresh'].plan(session, input)).toThrow(/needs keys of the kind string/);
    for (const keys of KEY_KINDS) expect(operationsOn(keys).includes('get-hit-fresh')).toBe(keys === 'string');
  });
});

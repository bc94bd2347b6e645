import fc from 'fast-check';
import { describe, it } from 'vitest';
import { anyMap, engineKinds, keyKinds, runs, valueKinds } from '../support/workloads.js';
import { compareContents, runStep, steps } from './commands.js';
import { Reference } from './reference.js';

describe.each(engineKinds)('a map on the %s engine', (engine) => {
  describe.each([...keyKinds, 'string' as const, 'any' as const])('with %s keys', (key) => {
    it.each(valueKinds)('and %s values does what Map does, whatever is called in whatever order', (value) => {
      fc.assert(fc.property(steps(key, value), (calls) => {
        const map = anyMap({ key, value, engine });
        const reference = new Reference(value);
        for (const call of calls) runStep(call, map, reference);
        compareContents(map, reference);
        map.dispose();
      }), { numRuns: runs(5) });
    });
  });
});

import fc from 'fast-check';
import { afterEach, beforeEach, describe, it, vi } from 'vitest';
import { compare, lives, makeTwins } from './support/twins.js';

describe('an LRUCache', () => {
  beforeEach(() => { vi.useFakeTimers(); });
  afterEach(() => { vi.useRealTimers(); });

  it("does what lru-cache does: results, callbacks, orders, times, sizes and status objects of random lives are the same", () => {
    fc.assert(fc.property(lives(), ({ config, steps }) => { compare(makeTwins(config), steps); }), { numRuns: 2000 });
  });
});

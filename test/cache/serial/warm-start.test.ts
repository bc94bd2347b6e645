/**
 * A restored cache goes on as the other one does: request by request where the file has the seed, with the same hit ratio where it has not, or where simulations, which
 * begin anew, choose the window.
 */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { generator } from '../../serial/fuzz.js';
import { expectEqual, expectSame } from '../../support/expect.js';
import { runs } from '../../support/workloads.js';
import { type AnyCache, type AnyOptions, Clock, emptyCache, engines, policies, restored, seen } from './subjects.js';

const REQUESTS = 120_000;
const MAX = 1000;

/** Popular keys, Zipf 0.9 over 20 000, with loops over somewhat more than fits, and a shift of what is popular. */
function trace(key: 'u32' | 'string' | 'any'): unknown[] {
  const random = generator(11);
  const cumulated: number[] = [];
  let sum = 0;
  for (let rank = 1; rank <= 20_000; rank++) cumulated.push(sum += rank ** -0.9);
  const zipf = (): number => {
    const wanted = (random(2 ** 30) / 2 ** 30) * sum;
    let [low, high] = [0, cumulated.length - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (cumulated[middle]! < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return Array.from({ length: REQUESTS }, (_, i) => {
    const number = Math.floor(i / 15_000) % 4 === 1 ? 100_000 + i % 1300 : (zipf() + (i > REQUESTS / 2 + 20_000 ? 500 : 0)) % 20_000;
    return key === 'u32' || (key === 'any' && number % 2 === 0) ? number : `key ${String(number)}`;
  });
}

/** Whether each request was a hit. */
function replay(cache: AnyCache, keys: readonly unknown[]): Uint8Array {
  return Uint8Array.from(keys, (key) => {
    if (cache.get(key) !== undefined) return 1;
    cache.set(key, 1);
    return 0;
  });
}

const ratio = (hits: Uint8Array): number => hits.reduce((sum, hit) => sum + hit, 0) / hits.length;

const SEEDS = 16;
const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

/** Draws of seeds are the same in each run of the tests: see the bounds below. */
beforeEach(() => {
  const random = generator(7);
  vi.spyOn(crypto, 'getRandomValues').mockImplementation((array) => {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    bytes.forEach((_, i) => { bytes[i] = random(256); });
    return array;
  });
});
afterEach(() => { vi.restoreAllMocks(); });

describe.each(policies)('a restored cache with the policy %s', (policy) => {
  it.skipIf(policy === 'w-tinylfu').each(['u32', 'string', 'any'] as const)('with keys of kind %s has the hits that the other has', (key) => {
    const keys = trace(key);
    const [before, after] = [keys.slice(0, REQUESTS / 2), keys.slice(REQUESTS / 2)];
    for (const [engine, other] of [['wasm', 'js'], ['js', 'wasm'], ['wasm', 'wasm']] as const) {
      const cache = emptyCache(key, 'u32', { policy, max: MAX, engine });
      replay(cache, before);
      const read = restored(cache.serialize(), key, 'u32', { engine: other });
      const earlier = cache.stats();
      expectEqual(replay(read, after), replay(cache, after));
      expectEqual(seen(read), seen(cache));
      expect(read.stats().evicted).toBe(cache.stats().evicted - earlier.evicted);
    }
  });

  it('has the hit ratio that the other has, on average over seeds, also where its windows are chosen anew, or its seed is another', () => {
    const keys = trace('u32');
    const [before, after] = [keys.slice(0, REQUESTS / 2), keys.slice(REQUESTS / 2)];
    const [kept, fresh, cold]: [number[], number[], number[]] = [[], [], []];
    for (let seed = 0; seed < SEEDS; seed++) {
      const cache = emptyCache('u32', 'u32', { policy, max: MAX, seed: BigInt(seed) });
      replay(cache, before);
      const [read, anew] = (['keep', 'fresh'] as const).map((kind) => restored(cache.serialize({ seed: kind }), 'u32', 'u32')) as [AnyCache, AnyCache];
      const hits = replay(cache, after);
      kept.push(ratio(replay(read, after)) - ratio(hits));
      fresh.push(ratio(replay(anew, after)) - ratio(hits));
      cold.push(ratio(replay(emptyCache('u32', 'u32', { policy, max: MAX }), after.slice(0, 3000))) - ratio(hits.subarray(0, 3000)));
      for (const each of [cache, read, anew]) each.close();
    }
    // In points: caches that differ by their seed alone are 1.2 apart, so a mean over so many is known to 0.4.
    expect(Math.abs(sumOf(kept) / SEEDS)).toBeLessThan(policy === 'w-tinylfu' ? 0.01 : 1e-9);
    expect(Math.abs(sumOf(fresh) / SEEDS)).toBeLessThan(policy === 'lru' ? 1e-9 : 0.01);
    // What a cold start costs, so that the rest says something.
    expect(sumOf(cold) / SEEDS).toBeLessThan(-0.03);
  });

  it.each(engines)('has the file that it is from, where its memory of keys takes an odd number of segments, on the %s engine', (engine) => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1e6 });
    const cache = emptyCache('u32', 'u32', { policy, max: 5000, engine });
    const keys = trace('u32');
    for (let length = 30_000; length <= 60_000; length += 30_000) {
      replay(cache, keys.slice(length - 30_000, length));
      const file = cache.serialize();
      for (const other of engines) {
        const read = restored(file, 'u32', 'u32', { engine: other });
        expectEqual(read.serialize(), file);
        read.close();
      }
    }
    vi.useRealTimers();
  });

  it.each(engines)('does what the other does, whatever is asked of both, on the %s engine', (engine) => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1e6 });
    type Step = { readonly what: 'ask' | 'get' | 'set' | 'delete'; readonly key: number; readonly size: number } | { readonly what: 'pass'; readonly by: number } | { readonly what: 'resize'; readonly by: number };
    const step: fc.Arbitrary<Step> = fc.oneof(
      { weight: 30, arbitrary: fc.record({ what: fc.constantFrom('ask', 'ask', 'get', 'set', 'delete'), key: fc.oneof(fc.nat(20), fc.nat(200)), size: fc.integer({ min: 1, max: 9 }) }) },
      { weight: 2, arbitrary: fc.record({ what: fc.constant('pass' as const), by: fc.nat(60) }) },
      { weight: 1, arbitrary: fc.record({ what: fc.constant('resize' as const), by: fc.integer({ min: 1, max: 60 }) }) },
    );
    const take = (cache: AnyCache, step: Step, sized: boolean): unknown => {
      if (step.what === 'pass') return cache.purgeStale();
      if (step.what === 'resize') return cache.resize({ max: step.by });
      const { what, key, size } = step;
      if (what === 'delete') return cache.delete(key);
      const value = what === 'set' ? undefined : cache.get(key);
      if (what === 'set' || (what === 'ask' && value === undefined)) cache.set(key, key, sized ? { size } : {});
      return value;
    };
    // Larger ones choose windows by simulations, which begin anew.
    const most = policy === 'w-tinylfu' ? 63 : 80;
    const lives = fc.array(step, { maxLength: 300, size: 'max' });
    fc.assert(fc.property(fc.constantFrom('u32', 'any'), fc.integer({ min: 1, max: most }), fc.boolean(), fc.boolean(), lives, lives, (key, max, timed, sized, first, second) => {
      const clock = new Clock(100);
      const options: AnyOptions = { policy, max, engine, clock: clock.now, ...(timed && { ttl: 200 }), ...(sized && { maxSize: 150 }) };
      const cache = emptyCache(key, 'f64', options);
      // A cache that never had an entry has no seed that a file could keep.
      cache.set(0, 0, sized ? { size: 1 } : {});
      for (const step of first) {
        if (step.what === 'pass') clock.time += step.by;
        take(cache, step, sized);
      }
      cache.purgeStale();
      const read = restored(cache.serialize(), key, 'f64', { clock: clock.now });
      expectEqual(seen(read), seen(cache));
      for (const step of second) {
        if (step.what === 'pass') clock.time += step.by;
        expectSame(take(read, step, sized), take(cache, step, sized));
      }
      expectEqual(seen(read), seen(cache));
      cache.close();
      read.close();
    }), { numRuns: runs(60) });
    vi.useRealTimers();
  });
});

/** Batches of a cache that loads, against single calls: they abort loads as those do, and start refreshes; loads that are under way change nothing else. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LoadError, WasmCache } from '../../src/cache/index.js';
import { expectEqual } from '../support/expect.js';
import { engineKinds, runs } from '../support/workloads.js';
import { Source, settle, watch } from './loading/source.js';
import { FakeClock } from './support/plain-host.js';

type Loading = WasmCache<string, number>;

interface Player {
  readonly cache: Loading;
  readonly source: Source<string, number>;
  readonly clock: FakeClock;
  /** What has come of each fetch so far. */
  readonly seen: ReturnType<typeof watch>[];
}

interface Life {
  readonly engine: 'wasm' | 'js';
  readonly max: number;
  readonly ttl: number;
  readonly staleWhileRevalidate: number;
}

function player({ ttl, staleWhileRevalidate, ...rest }: Life): Player {
  const source = new Source<string, number>();
  const clock = new FakeClock();
  const times = { ttl, ...(staleWhileRevalidate > 0 && { staleWhileRevalidate }) };
  const cache = new WasmCache<string, number>({ ...rest, ...times, key: 'string', value: 'f64', policy: 'lru', seed: 5n, clock: clock.now, fetchMethod: source.fetchMethod as never });
  return { cache, source, clock, seen: [] };
}

const keyArbitrary = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const keysArbitrary = fc.array(keyArbitrary, { maxLength: 6 });
const stepArbitrary = fc.oneof(
  fc.record({ name: fc.constant('fetch' as const), key: keyArbitrary }),
  fc.record({ name: fc.constant('answer' as const), which: fc.nat(20), value: fc.option(fc.nat(100), { nil: undefined }) }),
  fc.record({ name: fc.constant('lapse' as const), ms: fc.nat(40) }),
  fc.record({ name: fc.constantFrom('putAll' as const, 'getAll' as const, 'hasAll' as const, 'deleteAll' as const), keys: keysArbitrary }),
);
type Step = typeof stepArbitrary extends fc.Arbitrary<infer S> ? S : never;

/** What the step gives, be it by one call or by many. */
function take({ cache, source, clock, seen }: Player, step: Step, inBulk: boolean): unknown {
  switch (step.name) {
    case 'fetch': seen.push(watch(cache.fetch(step.key))); return undefined;
    case 'answer': source.asked[step.which % source.asked.length]?.give(step.value); return undefined;
    case 'lapse': clock.time += step.ms; return undefined;
    case 'putAll':
      if (inBulk) cache.putAll(step.keys.map((key, i) => [key, i]));
      else step.keys.forEach((key, i) => cache.set(key, i));
      return undefined;
    case 'getAll': return inBulk ? [...cache.getAll(step.keys).values] : step.keys.map((key) => cache.get(key) ?? 0);
    case 'hasAll': return inBulk ? [...cache.hasAll(step.keys)] : step.keys.map((key) => Number(cache.has(key)));
    default: return inBulk ? cache.deleteAll(step.keys) : step.keys.filter((key) => cache.delete(key)).length;
  }
}

/** All that can be seen of a cache and of its loads. */
function stateOf({ cache, source, seen }: Player): unknown[] {
  const fetches = seen.map(({ state, value, error }) => [state, value, (error as LoadError | undefined)?.message]);
  return [[...cache.entries()], cache.stats(), source.asked.map(({ key, stale, signal }) => [key, stale, signal.aborted]), fetches];
}

describe.each(engineKinds)('batches of a cache that loads (%s engine)', (engine) => {
  it('do what single calls do, in random lives', async () => {
    const life = fc.record({ engine: fc.constant(engine), max: fc.integer({ min: 1, max: 6 }), ttl: fc.constantFrom(0, 50), staleWhileRevalidate: fc.constantFrom(0, 30) });
    await fc.assert(fc.asyncProperty(life, fc.array(stepArbitrary, { maxLength: 30, size: 'max' }), async (given, steps) => {
      const [bulk, single] = [player(given), player(given)];
      for (const step of steps) {
        expectEqual(take(bulk, step, true), take(single, step, false));
        await settle();
        expectEqual(stateOf(bulk), stateOf(single));
      }
    }), { numRuns: runs(100) });
  });

  it('abort the loads of their own keys alone', async () => {
    const { cache, source } = player({ engine, max: 10, ttl: 0, staleWhileRevalidate: 0 });
    const [a, b, c] = ['a', 'b', 'c'].map((key) => watch(cache.fetch(key)));
    await settle();
    cache.putAll([['a', 1], ['d', 4]]);
    expect(cache.deleteAll(['b', 'd', 'nobody'])).toBe(2);
    await settle();
    expect([a!.error, b!.error]).toMatchObject([{ kind: 'replaced' }, { kind: 'deleted' }]);
    for (const { give } of source.asked) give(9);
    await settle();
    expect([c, [...cache.entries()]]).toMatchObject([{ state: 'done', value: 9 }, [['c', 9], ['a', 1]]]);
  });

  it('count the reads of a cache that was never written to', () => {
    for (const key of ['u32', 'string', 'any'] as const) {
      const cache = new WasmCache<unknown, unknown>({ key, value: 'u32', max: 10, engine });
      expect(cache.getAll([1, 2, 3].map((one) => (key === 'string' ? `${one}` : one))).hits).toBe(0);
      expect(cache.stats()).toMatchObject({ hits: 0, misses: 3 });
    }
  });
});

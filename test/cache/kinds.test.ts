import fc from 'fast-check';
import { LRUCache } from 'lru-cache';
import { describe, expect, it } from 'vitest';
import { WasmCache } from '../../src/cache/index.js';
import { Heap } from '../../src/index.js';
import { expectEqual, expectSame } from '../support/expect.js';
import { runs } from '../support/workloads.js';

const keyKinds = ['any', 'u32', 'i32', 'f64', 'u64', 'i64', 'string', 'bytes'] as const;
const valueKinds = ['any', 'u32', 'i32', 'f32', 'f64', 'u64', 'i64', 'string', 'bytes'] as const;
const policies = ['w-tinylfu', 's3-fifo', 'lru'] as const;
const engines = ['wasm', 'js'] as const;

/** The key of a kind that stands for a number. */
const keyOf: Record<(typeof keyKinds)[number], (n: number) => unknown> = {
  any: (n) => (n % 3 === 0 ? n : n % 3 === 1 ? `key ${n}` : BigInt(n)),
  u32: (n) => Math.imul(n, 0x9e3779b1) >>> 0,
  i32: (n) => Math.imul(n, 0x9e3779b1),
  f64: (n) => (n === 0 ? -0 : n === 1 ? NaN : n / 7),
  u64: (n) => BigInt(n) << 33n,
  i64: (n) => -BigInt(n) << 20n,
  string: (n) => (n % 2 === 0 ? `${'ключ'.repeat(n % 5)} ${n}` : `key ${n}`),
  bytes: (n) => Uint8Array.of(n, n >>> 8, 3),
};
const valueOf: Record<(typeof valueKinds)[number], (n: number) => unknown> = {
  any: (n) => ({ n }),
  u32: (n) => n,
  i32: (n) => -n,
  f32: (n) => Math.fround(n / 3),
  f64: (n) => n / 3,
  u64: (n) => BigInt(n) << 40n,
  i64: (n) => -BigInt(n),
  string: (n) => 'value '.repeat(n % 40) + String(n),
  bytes: (n) => new Uint8Array(n % 90).fill(n),
};
/** What a Map of the values finds them by: the content of bytes. */
type Id = string | number | bigint;
const idOf = (key: unknown): unknown => (key instanceof Uint8Array ? `bytes ${String(key)}` : key);

interface Step {
  readonly what: 'get' | 'set' | 'peek' | 'has' | 'delete' | 'pop' | 'clear' | 'resize';
  readonly n: number;
}
const step: fc.Arbitrary<Step> = fc.record({
  what: fc.oneof(
    { weight: 60, arbitrary: fc.constantFrom<Step['what']>('get', 'set', 'set') },
    { weight: 8, arbitrary: fc.constantFrom<Step['what']>('peek', 'has', 'delete', 'pop') },
    { weight: 1, arbitrary: fc.constantFrom<Step['what']>('clear', 'resize') },
  ),
  n: fc.oneof(fc.nat(12), fc.nat(200)),
});
const steps = fc.array(step, { maxLength: 300, size: 'max' });
const kinds = fc.record({ key: fc.constantFrom(...keyKinds), value: fc.constantFrom(...valueKinds), engine: fc.constantFrom(...engines), max: fc.integer({ min: 1, max: 90 }) });

type AnyCache = WasmCache<unknown, unknown>;

function make(options: object): AnyCache {
  return new WasmCache(options);
}

/** Whatever a cache may be asked, and what it must answer: what it still has is what was set last. */
class Subject {
  readonly #last = new Map<unknown, unknown>();
  #writes = 0;

  constructor(readonly cache: AnyCache, readonly key: (n: number) => unknown, readonly value: (n: number) => unknown) {}

  take({ what, n }: Step): unknown {
    const { cache } = this;
    const key = this.key(n);
    if (what === 'set') {
      const value = this.value(++this.#writes);
      cache.set(key, value);
      this.#last.set(idOf(key), value);
      if (cache.maxSize === 0) expectEqual(cache.peek(key), value);
      return undefined;
    }
    if (what === 'resize') {
      cache.resize({ max: 1 + n });
      return undefined;
    }
    if (what === 'get' || what === 'peek') {
      const found = cache[what](key);
      if (found !== undefined) expectEqual(found, this.#last.get(idOf(key)));
      return found;
    }
    return what === 'has' || what === 'delete' ? cache[what](key) : cache[what]();
  }
}

describe('caches of all kinds', () => {
  it('have the entries that lru-cache has, in its order, with the policy lru', () => {
    fc.assert(fc.property(kinds, steps, ({ key, value, engine, max }, steps) => {
      const subject = new Subject(make({ key, value, engine, max, policy: 'lru' }), keyOf[key], valueOf[value]);
      let model = new LRUCache<Id, number>({ max });
      for (const step of steps) {
        subject.take(step);
        const id = idOf(keyOf[key](step.n)) as Id;
        if (step.what === 'set') model.set(id, 1);
        else if (step.what === 'get') model.get(id);
        else if (step.what === 'delete') model.delete(id);
        else if (step.what === 'pop') model.pop();
        else if (step.what === 'clear') model.clear();
        else if (step.what === 'resize') {
          const resized = new LRUCache<Id, number>({ max: 1 + step.n });
          for (const each of model.rkeys()) resized.set(each, 1);
          model = resized;
        }
      }
      expectEqual([...subject.cache.keys()].map((each) => (Object.is(each, -0) ? 0 : idOf(each))), [...model.keys()].map((each) => (Object.is(each, -0) ? 0 : each)));
      subject.cache.close();
    }), { numRuns: runs(150) });
  });

  it.each(policies)('do the same on both engines with the policy %s', (policy) => {
    fc.assert(fc.property(kinds, steps, fc.boolean(), ({ key, value, max }, steps, isTold) => {
      const gone: unknown[][] = [[], []];
      const [wasm, js] = engines.map((engine, i) => {
        const dispose = (value: unknown, key: unknown, reason: string): void => { gone[i]!.push([value, key, reason]); };
        return new Subject(make({ key, value, engine, max, policy, seed: 7n, ...(isTold && { dispose }) }), keyOf[key], valueOf[value]);
      }) as [Subject, Subject];
      // What keys of kind any are hashed with is drawn for each cache; a policy that remembers keys that have gone may then differ.
      const isComparable = key !== 'any' || policy === 'lru';
      for (const step of steps) {
        const [one, other] = [wasm.take(step), js.take(step)];
        if (isComparable) expectEqual(other, one);
      }
      if (isComparable) {
        expectEqual([...js.cache.keys()], [...wasm.cache.keys()]);
        expectEqual(gone[1], gone[0]);
        expectEqual(js.cache.stats(), wasm.cache.stats());
      }
      for (const { cache } of [wasm, js]) cache.close();
    }), { numRuns: runs(60) });
  });

  it.each(policies)('never have more than their bounds, and give all back, with the policy %s', (policy) => {
    fc.assert(fc.property(kinds, steps, ({ key, value, engine, max }, steps) => {
      const heap = new Heap({ engine });
      const subject = new Subject(make({ key, value, engine, max, policy, heap }), keyOf[key], valueOf[value]);
      for (const step of steps) {
        subject.take(step);
        const { cache } = subject;
        expectSame(cache.size <= cache.max, true);
      }
      const { cache } = subject;
      const keys = [...cache.keys()];
      expectSame(keys.length, cache.size);
      expectSame(keys.every((each) => cache.has(each)), true);
      const { added, evicted, deleted, expired } = cache.stats();
      expectSame(added - evicted - deleted - expired, cache.size);
      cache.close();
      expectSame(heap.memoryUsage().bytes, 0);
    }), { numRuns: runs(60) });
  });

  it.each(policies)('never take more memory than maxBytes, at any step, with the policy %s', (policy) => {
    const bytes = fc.integer({ min: 12_000, max: 60_000 });
    fc.assert(fc.property(kinds, bytes, steps, fc.boolean(), ({ key, value, engine }, maxBytes, steps, isTold) => {
      let told = 0;
      const dispose = (): void => { told++; };
      const cache = make({ key, value, engine, maxBytes, policy, ...(isTold && { dispose }) });
      const subject = new Subject(cache, keyOf[key], valueOf[value]);
      // More than there is room for, too.
      for (const step of [...steps, ...Array.from({ length: 400 }, (_, n): Step => ({ what: 'set', n }))]) {
        if (step.what === 'resize') continue;
        subject.take(step);
        expectSame(cache._store.table.bytes <= maxBytes, true);
      }
      const { evicted, deleted, added, replaced } = cache.stats();
      if (isTold) expectSame(told, evicted + deleted + replaced);
      expectSame(added - evicted - deleted, cache.size);
      cache.close();
    }), { numRuns: runs(40) });
  });
});

describe.each(engines)('a cache whose entries with sizes and times have more than maxBytes (%s engine)', (engine) => {
  /** Calls `each` after every set of a key, a value of up to 300 characters, and its size and time. */
  const fill = (policy: (typeof policies)[number], seed: bigint, sets: number, each: (cache: AnyCache, key: string, value: string) => void): void => {
    const cache = make({ maxBytes: 30_000, maxSize: 1e6, sizeCalculation: () => 3, ttl: 1000, clock: () => 0, key: 'string', value: 'string', engine, seed, policy });
    let state = 12345;
    const random = (below: number): number => (state = (state * 1103515245 + 12345) & 0x7fffffff) % below;
    for (let i = 0; i < sets; i++) {
      const key = `k${String(random(2000))}`;
      const value = 'v'.repeat(random(300) + 1) + String(i);
      cache.set(key, value);
      each(cache, key, value);
    }
    expect(cache.stats().evicted).toBeGreaterThan(sets / 4);
    cache.close();
  };

  it('leaves the null map as it is, which all caches and maps read, where an entry goes for its own size or time', () => {
    const nullMap = ({ _store: { table } }: AnyCache): string => table.engine.u32.slice(0, 32).join();
    let before: string | undefined;
    fill('w-tinylfu', 31n, 5000, (cache, key) => {
      cache.get(key);
      before ??= nullMap(cache);
      expectSame(nullMap(cache), before);
    });
  });

  it.each(['lru', 's3-fifo'] as const)('has the key that was just set, with the policy %s', (policy) => {
    fill(policy, 5n, 5000, (cache, key, value) => { expectSame(cache.get(key), value); });
  });
});

it('count in their heap what they may have themselves', () => {
  for (const engine of engines) {
    const heap = new Heap({ engine, maximumBytes: 40_000 });
    const [one, other] = [60_000, 30_000].map((maxBytes) => new WasmCache({ key: 'u32', value: 'f64', maxBytes, heap })) as [AnyCache, AnyCache];
    for (let i = 0; i < 5000; i++) {
      one.set(i, i);
      expectSame(heap.memoryUsage().bytes <= 40_000, true);
    }
    expect(heap.memoryUsage().bytes).toBe(one._store.table.bytes);
    one.close();
    for (let i = 0; i < 5000; i++) other.set(i, i);
    expect(other._store.table.bytes).toBeLessThanOrEqual(30_000);
    expect(heap.memoryUsage().bytes).toBe(other._store.table.bytes);
    other.close();
    expect(heap.memoryUsage().bytes).toBe(0);
  }
});

it('a value that fits nowhere is refused, and what is there stays', () => {
  for (const engine of engines) {
    const cache = new WasmCache({ key: 'u32', value: 'string', maxBytes: 20_000, policy: 'lru', engine });
    expect(() => cache.set(1, 'x'.repeat(30_000))).toThrow(/maxBytes/);
    expect(cache.size).toBe(0);
    cache.set(1, 'a');
    expect(cache.get(1)).toBe('a');
    cache.close();
  }
});

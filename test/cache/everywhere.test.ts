/** What every runtime must do with caches: they come from their own entries, and share engine, memory and classes with the core. No test here needs Node. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Policy, WasmCache } from '../../src/cache/index.js';
import { LRUCache } from '../../src/cache/lru-cache.js';
import { ndjson, prewarm } from '../../src/cache/prewarm/index.js';
import { CapacityError, ClosedError, Heap, WasmMap, WasmapTypeError, isWasmapError } from '../../src/index.js';
import { engineKinds, runs } from '../support/workloads.js';

const policies: readonly Policy[] = ['w-tinylfu', 's3-fifo', 'lru'];
const MAX = 20;

/** Of numbers, what keys and values of the kinds are. */
const kinds = [
  { key: 'u32', value: 'f64', keyOf: (n: number) => n, valueOf: (n: number) => n / 2 },
  { key: 'f64', value: 'u32', keyOf: (n: number) => n / 4, valueOf: (n: number) => n },
  { key: 'u64', value: 'i64', keyOf: (n: number) => BigInt(n) << 40n, valueOf: (n: number) => -BigInt(n) },
  { key: 'string', value: 'string', keyOf: (n: number) => `ключ ${String(n)}`, valueOf: (n: number) => 'ä'.repeat(n % 70) },
  { key: 'string', value: 'any', keyOf: (n: number) => `key ${String(n)}`, valueOf: (n: number) => ({ n }) },
  { key: 'any', value: 'any', keyOf: (n: number) => n, valueOf: (n: number) => [n] },
] as const;

const calls = fc.array(fc.record({ op: fc.constantFrom('set' as const, 'set' as const, 'get' as const, 'delete' as const), n: fc.nat(59) }), { maxLength: 300 });
const cells = engineKinds.flatMap((engine) => policies.flatMap((policy) => kinds.map((kind) => ({ engine, policy, ...kind }))));

describe.each(cells)('a cache of $key and $value on $engine, $policy', ({ engine, policy, key, value, keyOf, valueOf }) => {
  it('gives for a key what was set last or nothing, has the key just set, and never more than its bound', () => {
    fc.assert(fc.property(calls, (life) => {
      const left: unknown[] = [];
      const cache = new WasmCache<unknown, unknown>({ max: MAX, engine, policy, key, value, dispose: (_, k) => left.push(k) });
      const model = new Map<unknown, unknown>();
      for (const [step, { op, n }] of life.entries()) {
        const k = keyOf(n);
        if (op === 'set') {
          model.set(k, valueOf(step));
          expect(cache.set(k, valueOf(step)).peek(k)).toEqual(model.get(k));
        } else if (op === 'delete') {
          const had = cache.has(k);
          expect(cache.delete(k)).toBe(had);
          model.delete(k);
        } else {
          const got = cache.get(k);
          if (got !== undefined) expect(got).toEqual(model.get(k));
        }
        expect(cache.size).toBeLessThanOrEqual(MAX);
      }
      expect(new Map(cache).size).toBe(cache.size);
      for (const [k, v] of cache) expect(v).toEqual(model.get(k));
      for (const k of model.keys()) expect(cache.has(k) || left.includes(k)).toBe(true);
      cache.close();
    }), { numRuns: runs(20) });
  });
});

describe.each(engineKinds)('caches on %s', (engine) => {
  it('lie in a Heap of the core, beside its maps, and give all back', () => {
    const heap = new Heap({ engine, maximumBytes: 2 ** 20 });
    const map = new WasmMap([[1, 1]], { key: 'u32', value: 'u32', heap });
    const before = heap.memoryUsage().bytes;
    const cache = new WasmCache({ max: 100, key: 'string', value: 'string', heap });
    for (let n = 0; n < 1000; n++) cache.set(`key ${String(n)}`, 'value'.repeat(10));
    expect(heap.memoryUsage().bytes).toBeGreaterThan(before + 100 * 50);
    cache.close();
    expect(heap.memoryUsage().bytes).toBe(before);
    expect(map.get(1)).toBe(1);
  });

  it('work on in a heap that has no more', () => {
    const heap = new Heap({ engine, maximumBytes: 2 ** 18 });
    const cache = new WasmCache({ max: 1e6, key: 'u32', value: 'f64', heap });
    let refused = 0;
    for (let n = 0; n < 50_000; n++) {
      try {
        cache.set(n, n / 2);
        expect(cache.get(n)).toBe(n / 2);
      } catch (error) {
        if (!(error instanceof CapacityError)) throw error;
        refused++;
      }
    }
    expect(refused).toBeLessThan(50_000 / 100);
    expect(cache.size).toBeGreaterThan(1000);
    expect(heap.memoryUsage().bytes).toBeLessThanOrEqual(2 ** 18);
    cache.close();
    expect(heap.memoryUsage().bytes).toBe(0);
  });

  it('end what is past its time', () => {
    let now = 0;
    const cache = new WasmCache({ max: 10, ttl: 100, key: 'string', value: 'u32', engine, clock: () => now });
    cache.set('short', 1, { ttl: 10 }).set('long', 2, { ttl: 2 ** 40 }).set('usual', 3);
    now = 50;
    expect([cache.get('short'), cache.get('usual'), cache.getRemainingTTL('usual')]).toEqual([undefined, 3, 50]);
    now = 101;
    expect([cache.purgeStale(), [...cache.keys()]]).toEqual([true, ['long']]);
  });

  it('throw the errors of the core', () => {
    const cache = new WasmCache({ max: 10, key: 'u32', value: 'u32', engine });
    expect(() => cache.set('1' as never, 1)).toThrow(WasmapTypeError);
    cache.close();
    expect(() => cache.get(1)).toThrow(ClosedError);
    try {
      new WasmCache({ engine });
      expect.unreachable();
    } catch (error) {
      expect(isWasmapError(error)).toBe(true);
    }
  });
});

describe('an LRUCache', () => {
  it('keeps the order of the reads, and tells who left why', () => {
    const left: unknown[] = [];
    const cache = new LRUCache<string, number>({ max: 3, dispose: (value, key, reason) => left.push([key, value, reason]) });
    cache.set('a', 1).set('b', 2).set('c', 3).get('a');
    cache.set('d', 4).set('a', 5).delete('c');
    expect([...cache.entries()]).toEqual([['a', 5], ['d', 4]]);
    expect(left).toEqual([['b', 2, 'evict'], ['a', 1, 'set'], ['c', 3, 'delete']]);
  });

  it('removes with ttlAutopurge what nobody asks for', async () => {
    const cache = new LRUCache<string, number>({ ttl: 5, ttlAutopurge: true });
    cache.set('a', 1);
    const began = Date.now();
    while (cache.size > 0 && Date.now() - began < 10_000) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(cache.size).toBe(0);
  });
});

describe('prewarm', () => {
  it('fills a cache from a stream of JSON lines', async () => {
    const cache = new WasmCache({ max: 100, key: 'string', value: 'f64' });
    const stream = new Blob(['{"key":"ä","value":1.5}\n', '{"key":"b","value":2}\n']).stream();
    const { written, read } = await prewarm(cache, ndjson<string, number>(stream));
    expect([written, read, cache.get('ä'), cache.get('b')]).toEqual([2, 2, 1.5, 2]);
  });
});

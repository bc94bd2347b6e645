import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WasmCache } from '../../src/cache/index.js';

/** A value that is told from all others. */
interface Value { readonly size: number }

type Call =
  | { readonly op: 'set'; readonly key: string; readonly size: number; readonly ttl: number }
  | { readonly op: 'get' | 'delete'; readonly key: string }
  | { readonly op: 'pop' | 'purgeStale' | 'clear' | 'pass' }
  | { readonly op: 'resize'; readonly max: number };

const key = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const calls = fc.oneof(
  { arbitrary: fc.record({ op: fc.constant('set' as const), key, size: fc.integer({ min: 1, max: 9 }), ttl: fc.constantFrom(0, 0, 2, 5) }), weight: 8 },
  { arbitrary: fc.record({ op: fc.constantFrom('get' as const, 'delete' as const), key }), weight: 4 },
  { arbitrary: fc.record({ op: fc.constantFrom('pop' as const, 'purgeStale' as const, 'clear' as const, 'pass' as const, 'pass' as const) }), weight: 4 },
  { arbitrary: fc.record({ op: fc.constant('resize' as const), max: fc.integer({ min: 1, max: 5 }) }), weight: 1 },
);

/** A cache whose callbacks make the calls of `inner`, one each, and throw where those are used up and `throws` says so. */
class Life {
  readonly inside = new Set<Value>();
  readonly disposed: Value[] = [];
  readonly disposedAfter: Value[] = [];
  readonly cache: WasmCache<string, Value>;
  #inner: Call[];
  #now = 0;

  constructor(inner: readonly Call[], lifts: boolean) {
    this.#inner = [...inner];
    this.cache = new WasmCache<string, Value>({
      max: 4, maxSize: 20, maxEntrySize: 8, policy: 'lru', clock: () => this.#now, ttlAutopurge: false, sizeCalculation: ({ size }) => size,
      dispose: (value) => {
        this.disposed.push(value);
        if (lifts) this.#answer();
      },
      disposeAfter: (value) => {
        this.disposedAfter.push(value);
        this.#answer();
      },
      onInsert: (value) => {
        this.inside.add(value);
        this.#answer();
      },
    });
  }

  #answer(): void {
    const call = this.#inner.pop();
    if (call !== undefined) this.make(call);
  }

  make(call: Call): void {
    const { cache } = this;
    switch (call.op) {
      case 'set': cache.set(call.key, { size: call.size }, { ttl: call.ttl }); break;
      case 'pass': this.#now += 3; break;
      case 'resize': cache.resize({ max: call.max }); break;
      case 'get': case 'delete': cache[call.op](call.key); break;
      default: cache[call.op]();
    }
  }

  /** What holds between calls, whatever the callbacks did. */
  check(): void {
    const { cache } = this;
    const values = cache.dump().map(([, { value }]) => value);
    expect(cache.size).toBe(values.length);
    expect(cache.size).toBeLessThanOrEqual(cache.max);
    expect(cache.calculatedSize).toBe(values.reduce((sum, { size }) => sum + size, 0));
    expect(cache.calculatedSize).toBeLessThanOrEqual(20);
    // Each value that was ever set is in the cache, or its leaving was told of once.
    expect(new Set(this.disposed).size).toBe(this.disposed.length);
    expect(new Set([...this.disposed, ...values])).toEqual(this.inside);
    expect(this.disposed.length + values.length).toBe(this.inside.size);
    expect(new Set(this.disposedAfter)).toEqual(new Set(this.disposed));
    expect(this.disposedAfter.length).toBe(this.disposed.length);
  }
}

describe('callbacks that call the cache', () => {
  it('never break it: bounds and sums hold, and every value that was set is there or was told of once', () => {
    fc.assert(fc.property(fc.array(calls, { maxLength: 30 }), fc.array(calls, { maxLength: 30 }), fc.boolean(), (outer, inner, lifts) => {
      const life = new Life(inner, lifts);
      for (const call of outer) {
        life.make(call);
        life.check();
      }
    }), { numRuns: 2000 });
  });
});

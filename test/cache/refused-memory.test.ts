/** Memory refused amid a write to a cache: what goes for it is told of once, and nothing is written where no entry is any more. */
import { describe, expect, it } from 'vitest';
import { CapacityError, Heap } from '../../src/index.js';
import { WasmCache, type WasmCacheOptions } from '../../src/cache/index.js';

const ENGINES = ['wasm', 'js'] as const;

/** The words of the null map, which answers for maps and caches without a header: all zero for ever. */
function nullMap({ _engine: { u32 } }: Heap): number[] {
  return [...u32.subarray(0, 32)];
}

describe.each(ENGINES)('a cache that memory is refused for, %s engine', (engine) => {
  const sized = { maxSize: 100, sizeCalculation: () => 1 };

  it.each<WasmCacheOptions<number, string>>([{ ...sized, ttl: 1000 }, { max: 10, ttl: 1000 }, sized, { max: 10 }])('tells of each value once, %j', (options) => {
    const heap = new Heap({ engine, separate: true });
    const zeros = nullMap(heap);
    for (let maxBytes = 1000; maxBytes < 8000; maxBytes += 48) {
      for (const length of [700, 1200, 2500]) {
        const here = new Map<string, number>();
        const count = (value: string, by: number): void => { here.set(value, (here.get(value) ?? 0) + by); };
        const cache = new WasmCache<number, string>({
          policy: 'lru', ...options, key: 'u32', value: 'string', heap, maxBytes, onInsert: (value) => { count(value, 1); }, dispose: (value) => { count(value, -1); },
        });
        for (const [i, value] of ['a', 'b', 'c', 'd'.repeat(length), 'e', 'f'.repeat(length)].entries()) {
          try {
            cache.set(i % 3, value);
          } catch (error) {
            expect(error).toBeInstanceOf(CapacityError);
          }
          const values = [...cache.values()];
          const wrong = [...here].filter(([value, times]) => times !== (values.includes(value) ? 1 : 0));
          expect(wrong, `${maxBytes} bytes, value ${i} of ${length}`).toEqual([]);
        }
        cache.close();
        expect([...here.values()].every((times) => times === 0)).toBe(true);
      }
    }
    expect(nullMap(heap)).toEqual(zeros);
    expect(heap.memoryUsage().bytes).toBe(0);
  });
});

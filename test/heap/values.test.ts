import { describe, expect, it } from 'vitest';
import { Heap, WasmMap } from '../../src/index.js';
import { anyMap, engineKinds, keyRange } from '../support/workloads.js';
import { collect } from './collect.js';

type References = WasmMap<number, unknown>;
type Keeper = () => object;

/** The references that `act` made, weakly. What it leaves in `map` is all that may keep them. */
function weakly(map: References, act: (map: References, made: Keeper) => void): WeakRef<object>[] {
  const references: WeakRef<object>[] = [];
  act(map, () => {
    const object = { payload: new Array<number>(100).fill(1) };
    references.push(new WeakRef(object));
    return object;
  });
  return references;
}

const attempt = (call: () => unknown): void => {
  try {
    call();
  } catch {
    return;
  }
  throw new Error('the batch should have failed');
};

const ways: Record<string, (map: References, made: Keeper) => void> = {
  'set over by another': (map, made) => void map.set(1, made()).set(1, 'other'),
  'deleted': (map, made) => void map.set(1, made()).delete(1),
  'cleared': (map, made) => map.set(1, made()).set(2, made()).clear(),
  'disposed with their map': (map, made) => map.set(1, made()).dispose(),
  'deleted in a batch': (map, made) => void map.set(1, made()).set(2, made()).deleteAll([1, 2, 2]),
  'replaced by a batch': (map, made) => void map.set(1, made()).putAll([[1, 'other']]),
  'replaced within a batch': (map, made) => void map.putAll([[1, made()], [1, made()], [1, 'last']]),
  'refused by onConflict keep': (map, made) => void map.set(1, 'first').putAll([[1, made()], [1, made()]], { onConflict: 'keep' }),
  'refused by keep in an empty map': (map, made) => void map.putAll([[1, 'first'], [1, made()]], { onConflict: 'keep' }),
  'in a batch that failed on its source': (map, made) => attempt(() => map.putAll([[1, made()], [-1, made()]])),
  'in a batch that failed on a conflict': (map, made) => {
    map.set(1, 'first');
    attempt(() => map.putAll([[2, made()], [3, made()], [1, made()]], { onConflict: 'error' }));
  },
  'in a batch into an empty map that failed on a conflict': (map, made) =>
    attempt(() => map.putAll([[2, made()], [3, made()], [2, made()]], { onConflict: 'error' })),
  'left out of a batch that is not atomic': (map, made) => {
    map.set(1, 'first');
    const { failedCount } = map.putAll([[1, made()], [-1, made()]], { onConflict: 'error', atomic: false });
    if (failedCount !== 2) throw new Error('both should have failed');
  },
  'refused by set for their key': (map, made) => attempt(() => map.set(-1, made())),
};

describe.each(engineKinds)('references on the %s engine', (engine) => {
  it.each(Object.keys(ways))('are let go of when they are %s', async (way) => {
    const map: References = new WasmMap<number, unknown>({ key: 'u32', engine });
    const references = weakly(map, ways[way]!);
    await collect();
    expect(references.length).toBeGreaterThan(0);
    expect(references.filter((reference) => reference.deref() !== undefined)).toEqual([]);
    expect(map).toBeDefined();
  });

  it('are kept while their entries are there, whatever happens to others', async () => {
    const map: References = new WasmMap<number, unknown>({ key: 'u32', engine });
    const references = weakly(map, (map, made) => {
      for (let i = 0; i < 100; i++) map.set(i, made());
      map.putAll(Array.from({ length: 50 }, (_, i): [number, unknown] => [i + 200, made()]));
      for (let i = 0; i < 100; i += 2) map.delete(i);
    });
    await collect();
    expect(references.filter((reference) => reference.deref() !== undefined).length).toBe(100);
    expect([...map.values()].every((value) => typeof value === 'object')).toBe(true);
  });

  it('go with a map that nobody holds', async () => {
    const references: WeakRef<object>[] = [];
    (() => {
      const map: References = new WasmMap<number, unknown>({ key: 'u32', engine });
      references.push(...weakly(map, (map, made) => void map.set(1, made())));
      map.set(2, map);
    })();
    await collect();
    expect(references[0]!.deref()).toBeUndefined();
  });
});

describe.each(engineKinds)('memory on the %s engine', (engine) => {
  it('comes back from maps that nobody holds, and not from those that an iterator holds', async () => {
    const heap = new Heap({ engine });
    const iterators: IterableIterator<[number, number]>[] = [];
    (() => {
      for (let m = 0; m < 50; m++) {
        const map = new WasmMap<number, number>({ key: 'u32', value: 'u32', heap });
        for (let i = 0; i < 500; i++) map.set(i, m);
        if (m === 7) iterators.push(map.entries());
      }
    })();
    const filled = heap.memoryUsage().bytes;
    await collect();
    expect(heap.memoryUsage().bytes).toBeLessThanOrEqual(filled / 50);
    expect(heap.memoryUsage().bytes).toBeGreaterThan(0);
    expect([...iterators.pop()!].every(([, value]) => value === 7)).toBe(true);
    await collect();
    expect(heap.memoryUsage().bytes).toBe(0);
  });

  it.each(['u32', 'string'] as const)('that values of text have, with %s keys, comes back with their maps', async (key) => {
    const heap = new Heap({ engine });
    (() => {
      for (let m = 0; m < 20; m++) {
        const map = anyMap({ key, value: 'string', heap });
        for (const [i, each] of keyRange(key, 0, 500).entries()) map.set(each, `value ${i}`);
      }
    })();
    const filled = heap.memoryUsage().bytes;
    await collect();
    expect(heap.memoryUsage().bytes).toBeLessThanOrEqual(filled / 20);
  });

  it('of a disposed map is not given back a second time when it is collected', async () => {
    const heap = new Heap({ engine });
    const kept = new WasmMap({ key: 'u32', value: 'u32', heap });
    (() => {
      const map = new WasmMap({ key: 'u32', value: 'u32', heap }).set(1, 1);
      map.dispose();
    })();
    kept.set(5, 6);
    await collect();
    expect([kept.get(5), heap.memoryUsage().bytes]).toEqual([6, kept.memoryUsage().bytes]);
  });

  it('is not held by a heap that nobody holds, nor does a heap hold its maps', async () => {
    const weak = (() => {
      const heap = new Heap({ engine });
      const map = new WasmMap({ key: 'u32', value: 'u32', heap }).set(1, 1);
      return [new WeakRef<object>(heap), new WeakRef<object>(map)];
    })();
    await collect();
    await collect();
    expect(weak.map((reference) => reference.deref())).toEqual([undefined, undefined]);
  });
});

import { describe, expect, test } from 'vitest';
import { acceptanceFigures } from '../figures/acceptance.js';
import { judge } from '../figures/judge.js';
import type { Measured, SustainedResult } from '../measures/measure.js';
import { measureSustained } from '../measures/sustained.js';
import { renderSustained } from '../report/sustained.js';
import type { MeasureRecord } from '../report/schema.js';
import { selectFigures } from '../run/plan.js';
import { HeapWatch } from '../sampling/heap-watch.js';

const NO_COLLECTION: SustainedResult = {
  measure: 'sustained', writes: 100_000_000, batch: 1_000_000, elapsedMs: 5_000, cpuMs: 5_000,
  pauses: undefined, collections: 0, majorCollections: 0, allocatedBytes: 20_000, mostHeapBytes: 5e6,
};
const MANY_COLLECTIONS: SustainedResult = {
  ...NO_COLLECTION, elapsedMs: 20_000, cpuMs: 30_000, pauses: { meanMs: 5, p50Ms: 4, p99Ms: 9, longestMs: 80 },
  collections: 400, majorCollections: 7, allocatedBytes: 3.2e9, mostHeapBytes: 90e6,
};

function recordOf(rival: Measured, result: SustainedResult): MeasureRecord {
  return { machine: '', cpu: '', node: '', seed: 42, size: 1_000_000, state: 'fresh-clean', rival, keys: 'u32', values: 'f64', repeats: [result] };
}

describe('the watch over the heap', () => {
  test('counts what was allocated, collected since or not, and the pauses', () => {
    const watch = new HeapWatch();
    let last: unknown;
    for (let i = 0; i < 200_000; i++) last = [i, last === undefined, {}, { i }];
    const { allocatedBytes, collections, pausesMs, mostBytes } = watch.end();
    expect(last).toBeDefined();
    // Each round makes three objects of 16 to 80 bytes and an array: more than 100 bytes, less than 400.
    expect(allocatedBytes).toBeGreaterThan(20e6);
    expect(allocatedBytes).toBeLessThan(80e6);
    expect(collections).toBeGreaterThan(0);
    expect(pausesMs.length).toBeGreaterThanOrEqual(collections);
    expect(mostBytes).toBeGreaterThan(1e6);
  });

  test('sees nothing where nothing happens', () => {
    expect(new HeapWatch().end()).toMatchObject({ collections: 0, majorCollections: 0, pausesMs: [] });
  });
});

describe('writes for a long time', () => {
  const task = { measure: 'sustained', keys: 'u32', values: 'f64', size: 2_000, seed: 7, batch: 1_000, writes: 9_500 } as const;

  test.each(['wasmap', 'wasmap-js', 'map'] as const)('come in whole batches and leave the table as large as it was: %s', async (rival) => {
    const result = await measureSustained({ ...task, rival });
    expect(result).toMatchObject({ measure: 'sustained', writes: 10_000, batch: 1_000 });
    expect(result.cpuMs).toBeGreaterThan(0);
    expect(result.elapsedMs).toBeGreaterThan(0);
  });

  test('allocate the values on the JS heap in Map, and nothing of the kind in wasmap', async () => {
    const writes = 400_000;
    const ofMap = await measureSustained({ ...task, rival: 'map', writes });
    const ofWasmap = await measureSustained({ ...task, rival: 'wasmap', writes });
    expect(ofMap.allocatedBytes).toBeGreaterThan(writes * 10);
    expect(ofWasmap.allocatedBytes).toBeLessThan(writes * 5);
  });

  test('are judged by the heap, by collections and by processor time, and by these alone where Map was not measured', () => {
    const bars = selectFigures(acceptanceFigures(42), {}, ['sustained']);
    const lines = judge(bars, [], [recordOf('wasmap', NO_COLLECTION), recordOf('map', MANY_COLLECTIONS)]);
    expect(lines.map(({ bar, measured, met }) => [bar, measured, met])).toEqual([
      ['≤ 1.00 MB', '0.02 MB', true],
      ['≤ 0', '0', true],
      ['≥ 8.00×', '6.00×', false],
    ]);
    expect(judge(bars, [], [recordOf('wasmap', MANY_COLLECTIONS)]).map(({ met }) => met)).toEqual([false, false, undefined]);
  });

  test('come to a billion only where that is asked for', () => {
    const figures = acceptanceFigures(42);
    const writesIn = (sections: readonly string[] | undefined) => selectFigures(figures, {}, sections).flatMap((figure) =>
      figure.type === 'measure' ? figure.tasks.flatMap((each) => (each.measure === 'sustained' ? [each.writes] : [])) : [],
    );
    expect(new Set(writesIn(undefined))).toEqual(new Set([1e8]));
    expect(new Set(writesIn(['billion']))).toEqual(new Set([1e9]));
    // What was measured for one says nothing about the other.
    expect(judge(selectFigures(figures, {}, ['billion']), [], [recordOf('wasmap', NO_COLLECTION)]).map(({ met }) => met)).toEqual([undefined, undefined, undefined]);
  });

  test('are shown beside each other', () => {
    const text = renderSustained([recordOf('wasmap', NO_COLLECTION), recordOf('map', MANY_COLLECTIONS)]);
    expect(text.split('\n')[0]).toBe('100 M writes in batches of 1 M to the keys of 1 M entries');
    expect(text).toMatch(/collection pause, P99\s*│\s*– │\s*9.00 ms/);
    expect(text).toMatch(/collections a second\s*│\s*0.00 │\s*20.0/);
    expect(renderSustained([])).toBe('');
  });
});

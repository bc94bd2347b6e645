import { describe, expect, test } from 'vitest';
import { acceptanceFigures } from '../figures/acceptance.js';
import { judge } from '../figures/judge.js';
import { measureBatches } from '../measures/batches.js';
import type { BatchesResult, BatchWay, Durations } from '../measures/measure.js';
import { renderBatches } from '../report/batches.js';
import type { MeasureRecord } from '../report/schema.js';
import { selectFigures } from '../run/plan.js';

const RECORD = {
  machine: '', cpu: '', node: '', seed: 42, size: 1_000_000, state: 'fresh-clean', rival: 'wasmap', keys: 'u32', values: 'f64',
} as const;

function recordOf(batch: number, ms: Partial<Record<BatchWay, number>>): MeasureRecord {
  const durations = (each: number): Durations => ({ meanMs: each, p50Ms: each, p99Ms: 2 * each, longestMs: 3 * each });
  const ways = Object.entries(ms).map(([way, each]) => ({ way: way as BatchWay, ...durations(each) }));
  return { ...RECORD, repeats: [{ measure: 'batches', batch, ways }] };
}

describe('batches', () => {
  test.each(['wasmap', 'wasmap-js'] as const)('are timed in every way on one engine: %s', async (rival) => {
    const result: BatchesResult = await measureBatches({ ...RECORD, measure: 'batches', rival, size: 500, seed: 7, batch: 16_384 });
    expect(result).toMatchObject({ measure: 'batches', batch: 16_384 });
    expect(result.ways.map(({ way }) => way)).toEqual(expect.arrayContaining(['Map, loop of set', 'loop of increment', 'putAll', 'WriteBatcher']));
    for (const { meanMs, p50Ms, p99Ms, longestMs } of result.ways) {
      expect(p50Ms).toBeGreaterThan(0);
      expect(meanMs).toBeLessThanOrEqual(longestMs);
      expect(p99Ms).toBeLessThanOrEqual(longestMs);
    }
  });

  test('of all sizes are shown by throughput, usual time, late ones and the longest', () => {
    const text = renderBatches([recordOf(8192, { putAll: 0.1 }), recordOf(8, { putAll: 0.004 })]);
    expect(text.split('\n')[0]).toBe('wasmap (WASM), batches into 1 M entries');
    expect(text).toMatch(/million entries a second\s*│\s*8 │ 8.19 k/);
    expect(text).toMatch(/putAll\s*│\s*2.00 │\s*81.9/);
    expect(text).toMatch(/putAll\s*│\s*12.0 µs │\s*300 µs/);
    expect(renderBatches([])).toBe('');
  });

  test('are judged way against way: atomic ones from 64 entries up, failing ones and those that add at every size', () => {
    const bars = selectFigures(acceptanceFigures(42), {}, ['batches']);
    const measured = recordOf(512, {
      'putAll': 1, 'putAll, best effort': 0.9, 'putAll, add': 1.2, 'Map, loop of set': 5, 'loop of set': 2, 'loop of increment': 2.1,
      'putAll, error, applied': 1, 'putAll, error, failing at the end': 1.4,
    });
    const lines = judge(bars, [], [measured]).filter(({ met }) => met !== undefined);
    expect(lines.map(({ row, met }) => [row.replace(', batches of 512', ''), met])).toEqual([
      ['putAll to best effort', true],
      ["P99, Map's loop to putAll", true],
      ['a failing batch to an applied one', true],
      ['add to replace', false],
      ['increment to set', true],
    ]);
    const sizesOf = (row: string) => bars.filter((figure) => figure.row.startsWith(row)).length;
    expect([sizesOf('putAll to best effort'), sizesOf('a failing batch'), sizesOf('add to replace')]).toEqual([6, 8, 8]);
  });
});

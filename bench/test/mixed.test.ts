import { describe, expect, test } from 'vitest';
import { acceptanceFigures } from '../figures/acceptance.js';
import { judge } from '../figures/judge.js';
import type { Durations, Measured, MixedTask, MixedWay } from '../measures/measure.js';
import { measureMixed } from '../measures/mixed.js';
import { renderMixed } from '../report/mixed.js';
import type { MeasureRecord } from '../report/schema.js';
import { selectFigures } from '../run/plan.js';

const TASK: Omit<MixedTask, 'rival'> = { measure: 'mixed', keys: 'u32', values: 'f64', size: 2_000, seed: 7, batches: 50 };

function recordOf(rival: Measured, ms: Partial<Record<MixedWay, number>>): MeasureRecord {
  const durations = (each: number): Durations => ({ meanMs: each, p50Ms: each, p99Ms: 2 * each, longestMs: 3 * each });
  const ways = Object.entries(ms).map(([way, each]) => ({ way: way as MixedWay, ...durations(each) }));
  return {
    machine: '', cpu: '', node: '', seed: 42, size: 100_000, state: 'fresh-clean', rival, keys: 'u32', values: 'f64',
    repeats: [{ measure: 'mixed', operations: 1024, ways }],
  };
}

describe('mixed reads and writes', () => {
  test.each([['wasmap', 2], ['wasmap-js', 2], ['map', 1]] as const)('come to the same in every way: %s', async (rival, ways) => {
    const result = await measureMixed({ ...TASK, rival });
    expect(result.ways.map(({ way }) => way)).toEqual(['single calls', 'batches'].slice(0, ways));
    for (const { p50Ms, p99Ms, longestMs } of result.ways) {
      expect(p50Ms).toBeGreaterThan(0);
      expect(p99Ms).toBeLessThanOrEqual(longestMs);
    }
  });

  test('work on a table of one entry', async () => {
    await expect(measureMixed({ ...TASK, rival: 'wasmap', size: 1, batches: 5 })).resolves.toBeDefined();
  });

  test("are judged against Map's single calls, and shown", () => {
    const measured = [recordOf('wasmap', { 'single calls': 0.2, 'batches': 0.1 }), recordOf('map', { 'single calls': 0.15 })];
    const lines = judge(selectFigures(acceptanceFigures(42), {}, ['mixed']), [], measured);
    expect(lines.map(({ measured, met }) => [measured, met])).toEqual([
      ['0.75×', false],
      ['1.50×', true],
      ['0.75×', false],
      ['1.50×', true],
      ['not measured', undefined],
    ]);
    expect(renderMixed(measured)).toMatch(/wasmap \(WASM\), batches\s*│\s*100 k │\s*10.2 │\s*100 µs │\s*200 µs │\s*300 µs/);
    expect(renderMixed([])).toBe('');
  });
});

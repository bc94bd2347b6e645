import { describe, expect, test } from 'vitest';
import { acceptanceFigures } from '../figures/acceptance.js';
import { judge } from '../figures/judge.js';
import type { Measured, ResidentResult, ResidentWay } from '../measures/measure.js';
import { measureResident } from '../measures/resident.js';
import { renderResident } from '../report/resident.js';
import type { MeasureRecord } from '../report/schema.js';
import { figurePlan, selectFigures } from '../run/plan.js';

const WAYS = [['wasmap', 'putAll'], ['wasmap', 'loop of set'], ['wasmap-js', 'putAll'], ['map', 'loop of set']] as const;

function recordOf(rival: Measured, way: ResidentWay, ...megabytes: number[]): MeasureRecord {
  const repeats = megabytes.map((each): ResidentResult => {
    const bytes = each * 1e6;
    return { measure: 'resident', way, beforeBytes: 50e6, meanBytes: bytes, deviationBytes: bytes / 10, mostBytes: 2 * bytes };
  });
  return { machine: '', cpu: '', node: '', seed: 42, size: 1_000_000, state: 'fresh-clean', rival, keys: 'u32', values: 'f64', repeats };
}

describe('resident sets under repeated batches', () => {
  test.each(WAYS)('are sampled after every batch: %s, %s', async (rival, way) => {
    const result = await measureResident({ measure: 'resident', rival, way, keys: 'u32', values: 'f64', size: 1_000, seed: 7, batch: 64, batches: 20 });
    expect(result).toMatchObject({ measure: 'resident', way });
    expect(result.meanBytes).toBeGreaterThan(1e6);
    expect(result.meanBytes).toBeLessThanOrEqual(result.mostBytes);
    expect(result.deviationBytes).toBeGreaterThanOrEqual(0);
  });

  test('are judged against Map and against single calls, each in processes of its own', () => {
    const bars = selectFigures(acceptanceFigures(42), {}, ['resident']);
    expect(figurePlan(bars)).toHaveLength(3);
    const measured = [recordOf('wasmap', 'putAll', 80, 90, 100), recordOf('map', 'loop of set', 180), recordOf('wasmap', 'loop of set', 75)];
    expect(judge(bars, [], measured).map(({ measured, met }) => [measured, met])).toEqual([
      ['0.50×', true],
      ['0.50×', true],
      ['1.20×', false],
    ]);
  });

  test('are shown in megabytes, with the deviation between the processes', () => {
    const text = renderResident([recordOf('wasmap', 'putAll', 80, 90, 100)]);
    expect(text).toMatch(/wasmap \(WASM\), putAll\s*│\s*1 M │\s*50.0 MB │\s*90.0 MB │\s*9.00 MB │\s*180 MB │\s*10.0 MB │\s*3/);
    expect(renderResident([])).toBe('');
  });
});

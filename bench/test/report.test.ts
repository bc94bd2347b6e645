import { describe, expect, test } from 'vitest';
import { acceptanceFigures } from '../figures/acceptance.js';
import { judge, sameCell } from '../figures/judge.js';
import type { Cell, RivalName } from '../matrix/dimensions.js';
import type { CollectionResult } from '../measures/measure.js';
import { comparableGroups, throughputChart } from '../report/charts/data.js';
import { formatDuration, formatSize } from '../report/names.js';
import { groupResults } from '../report/rows.js';
import type { CellResult, MeasureRecord } from '../report/schema.js';
import { ofFirstKind, summarizeMeasures } from '../report/summary.js';
import { renderFigures, renderTables } from '../report/table.js';
import { figurePlan, fullPlan, quickPlan, selectFigures, startPlan, type Plan, type PlannedCell } from '../run/plan.js';
import { formatLeft } from '../run/progress.js';

const CELL: Cell = { operation: 'get-hit', size: 1000, keys: 'u32', pattern: 'random', state: 'recycled-clean' };

function result(rival: RivalName, ns: number, more: Partial<CellResult> = {}): CellResult {
  const ratio = { median: 10 / ns, lower: 10 / ns, upper: 10 / ns };
  return {
    ...CELL,
    machine: 'a machine',
    cpu: 'a processor',
    node: 'v24.0.0',
    seed: 42,
    rival,
    entries: 1000,
    units: 1000,
    ns: { median: ns, lower: ns, upper: ns },
    ratio: rival === 'map' ? { median: 1, lower: 1, upper: 1 } : ratio,
    rounds: [[ns], [ns]],
    bytes: undefined,
    agrees: true,
    ...more,
  };
}

function collections(rival: MeasureRecord['rival'], pauseMs: number, p99: number): MeasureRecord {
  const { machine, cpu, node, seed } = result('map', 1);
  const repeat: CollectionResult = { measure: 'collection', pausesMs: [pauseMs, pauseMs, 1000], delaysMs: { p50: 0, p99, longest: 20 } };
  return { machine, cpu, node, seed, size: 2_000_000, state: 'fresh-clean', rival, keys: 'string', values: 'f64', repeats: [repeat] };
}

function cellsIn(plan: Plan): PlannedCell[] {
  return plan.filter((step): step is PlannedCell => 'cell' in step);
}

describe('figures', () => {
  const figures = acceptanceFigures(42);
  const small = figures.filter((figure) => figure.type === 'ratio' && sameCell(figure.cell, CELL) && figure.rival === 'wasmap');

  test('are met at the bar, missed below it, and open where nothing was measured', () => {
    expect(judge(small, [result('map', 10), result('wasmap', 12)], [])[0]).toMatchObject({ met: true, bar: '≥ 0.83×' });
    expect(judge(small, [result('map', 10), result('wasmap', 12.1)], [])[0]).toMatchObject({ met: false, measured: '0.83×' });
    expect(judge(small, [], [])[0]).toMatchObject({ met: undefined, measured: 'not measured' });
  });

  test('count no rival whose results are wrong', () => {
    expect(judge(small, [result('map', 10), result('wasmap', 1, { agrees: false })], [])[0].met).toBeUndefined();
  });

  test('are all in the plan, every cell once and with the rivals it needs', () => {
    const cells = cellsIn(figurePlan(figures));
    for (const figure of figures) {
      if (figure.type !== 'ratio') continue;
      const planned = cells.filter(({ cell }) => sameCell(cell, figure.cell));
      expect(planned).toHaveLength(1);
      expect(planned[0].rivals).toEqual(expect.arrayContaining([figure.rival, figure.against, 'map']));
    }
  });

  test('say by how much collections with a map alive are longer than without, and shorter than with Map', () => {
    const bars = selectFigures(figures, {}, ['collections']);
    const lines = judge(bars, [], [collections('wasmap', 6, 2), collections('none', 5, 1), collections('map', 90, 8)]);
    expect(lines.map(({ bar, measured, met }) => [bar, measured, met])).toEqual([
      ['≤ 1.30×', '1.20×', true],
      ['≥ 1.00×', '15.0×', true],
      ['≥ 1.00×', '4.00×', true],
    ]);
    const withoutMap = judge(bars, [], [collections('wasmap', 7, 9), collections('none', 5, 1)]);
    expect(withoutMap.map(({ met }) => met)).toEqual([false, undefined, undefined]);
  });

  test('of issue 3 are there for strings at both sizes and their one and a half fold', () => {
    const strings = figures.filter((figure) => figure.type === 'ratio' && figure.section === 'strings' && !figure.row.endsWith('the aim'));
    expect(strings).toHaveLength(11 * 4);
    const packed = strings.filter((figure) => figure.type === 'ratio' && figure.cell.operation === 'getAll-packed');
    expect(packed.map((figure) => figure.type === 'ratio' && [figure.cell.size, figure.bar])).toEqual([
      [64_000, 12],
      [96_000, 12],
      [1_000_000, 18],
      [1_500_000, 18],
    ]);
  });

  test('can be narrowed by any dimension', () => {
    const selected = selectFigures(figures, { sizes: [64_000], operations: ['putAll'] }, ['main']);
    expect(selected.map(({ row }) => row)).toEqual(['putAll from empty, recycled pages', 'putAll from empty, fresh process', 'putAll from empty, fresh memory, warm code']);
  });

  test('are shown with their bars and counted', () => {
    const text = renderFigures(judge(small, [result('map', 10), result('wasmap', 5)], []));
    expect(text).toContain('≥ 0.83×');
    expect(text).toContain('1 of 1 figures met, 0 not measured');
  });
});

describe('plans', () => {
  test('leave out fresh states where no memory is written', () => {
    const cells = cellsIn(fullPlan({ operations: ['get-hit', 'putAll'], sizes: [1000], states: ['fresh-clean'] }, 42));
    expect(cells.map(({ cell }) => cell.operation)).toEqual(['putAll']);
  });

  test('take data of its own size once', () => {
    expect(cellsIn(quickPlan({ patterns: ['cities'], operations: ['putAll'] }, 42))).toHaveLength(1);
  });

  test('have every cell of a quick run once, the headlines first', () => {
    const cells = cellsIn(quickPlan({}, 42)).map(({ cell }) => cell);
    expect(cells.filter((cell, i) => cells.findIndex((other) => sameCell(cell, other)) !== i)).toEqual([]);
    expect(cells[0]).toMatchObject({ operation: 'putAll', size: 64_000 });
  });
});

describe('plans of several key kinds', () => {
  test('take the first pattern of each kind, and only what makes sense with it', () => {
    const cells = cellsIn(quickPlan({ keys: ['u32', 'string', 'any'] }, 42)).map(({ cell }) => cell);
    expect(new Set(cells.map(({ keys, pattern }) => `${keys} ${pattern}`))).toEqual(new Set(['u32 random', 'string record', 'any record']));
    expect(cells.some(({ keys, operation }) => keys === 'string' && operation === 'getAll-packed')).toBe(true);
    expect(cells.some(({ keys, operation }) => keys !== 'string' && /fresh|packed|cutting/.test(operation))).toBe(false);
  });

  test('give each kind those of the patterns that it has', () => {
    const selection = { keys: ['u32', 'string'], patterns: ['below31', 'mixed20'], operations: ['get-hit'], sizes: [1000] } as const;
    const cells = cellsIn(fullPlan(selection, 42));
    expect(cells.map(({ cell }) => [cell.keys, cell.pattern])).toEqual([['u32', 'below31'], ['string', 'mixed20']]);
  });

  test('show a newcomer strings right after the headlines', () => {
    const kinds = cellsIn(startPlan(42)).map(({ cell }) => cell.keys);
    expect(kinds.indexOf('string')).toBe(6);
    expect(kinds.filter((kind) => kind === 'string')).toHaveLength(5);
    expect(kinds.at(-1)).toBe('u32');
  });
});

describe('measurements of several key kinds', () => {
  const strings = collections('map', 90, 8);
  const numbers: MeasureRecord = { ...collections('map', 30, 4), keys: 'u32', values: 'u32' };

  test('are told apart in tables', () => {
    expect(summarizeMeasures([strings]).collection.map(({ label }) => label)).toEqual(['Map']);
    const lines = summarizeMeasures([strings, numbers]).collection;
    expect(lines.map(({ label, medianMs }) => [label, medianMs])).toEqual([['Map, string→f64', 90], ['Map, u32→u32', 30]]);
  });

  test('are drawn for the first', () => {
    expect(ofFirstKind([strings, numbers])).toEqual([strings]);
    expect(ofFirstKind([])).toEqual([]);
  });
});

describe('tables', () => {
  test('show nanoseconds, ratios and wrong results', () => {
    const text = renderTables({
      schema: 1,
      created: '',
      wasmap: '0',
      machine: '',
      cpu: '',
      cores: 1,
      memoryBytes: 1,
      node: '',
      v8: '',
      seed: 42,
      quick: false,
      cells: [result('map', 10), result('wasmap', 4), result('wasmap-js', 5, { agrees: false })],
      absent: [{ ...CELL, rival: 'boost', reason: 'not built' }],
      measures: [],
    });
    expect(text).toContain('4.00 (2.50×, 2.50–2.50)');
    expect(text).toContain('5.00 (WRONG RESULT)');
    expect(text).toContain('not built');
  });

  test('put operations and sizes in the order of the matrix', () => {
    const cells = [result('map', 1, { size: 2000 }), result('map', 1), result('map', 1, { operation: 'putAll' })];
    const [{ rows }] = groupResults(cells);
    expect(rows.map(([{ operation, size }]) => [operation, size])).toEqual([
      ['putAll', 1000],
      ['get-hit', 1000],
      ['get-hit', 2000],
    ]);
  });
});

describe('charts', () => {
  test('have a group for every key kind', () => {
    const cells = [result('map', 10), result('map', 9, { pattern: 'zipf' }), result('map', 20, { keys: 'string', pattern: 'record' })];
    expect(comparableGroups({ cells })).toEqual([[cells[0]], [cells[2]]]);
  });

  test('have no point where a net time came out below zero', () => {
    const chart = throughputChart([result('map', 10), result('map', -1, { entries: 2000 })], 'get-hit');
    expect(chart.series[0].values).toEqual([100, null]);
  });

  test('have a gap where a rival was not measured at a size', () => {
    const cells = [result('map', 10), result('map', 20, { entries: 2000, size: 2000 }), result('wasmap', 5)];
    const [group] = comparableGroups({ cells });
    const chart = throughputChart(group, 'get-hit');
    expect(chart.x).toEqual([1000, 2000]);
    expect(chart.series.map(({ values }) => values)).toEqual([
      [100, 50],
      [200, null],
    ]);
  });
});

test('figures are written for people', () => {
  expect([1000, 1500, 64_000, 12_000_000].map(formatSize)).toEqual(['1 k', '1.5 k', '64 k', '12 M']);
  expect([12.34, 1234, 5.6e6].map(formatDuration)).toEqual(['12.3 ns', '1.23 µs', '5.60 ms']);
  expect([1_500, 61_000, 7_380_000].map(formatLeft)).toEqual(['2 s', '1 min 1 s', '2 h 3 min']);
});

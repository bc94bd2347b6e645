import { describe, expect, test } from 'vitest';
import { acceptanceFigures } from '../figures/acceptance.js';
import { judge, sameCell } from '../figures/judge.js';
import type { Cell, RivalName } from '../matrix/dimensions.js';
import { comparableGroups, throughputChart } from '../report/charts/data.js';
import { formatDuration, formatSize } from '../report/names.js';
import { groupResults } from '../report/rows.js';
import type { CellResult } from '../report/schema.js';
import { renderFigures, renderTables } from '../report/table.js';
import { figurePlan, fullPlan, quickPlan, selectFigures, type Plan, type PlannedCell } from '../run/plan.js';
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

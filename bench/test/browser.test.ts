import { describe, expect, test } from 'vitest';
import { sectionsOf } from '../browser/charts.js';
import { choicesFrom, DEFAULTS, queryOf, type Choices } from '../browser/choices.js';
import { callsTogether, clockResolutionMs, leastSample } from '../browser/clock.js';
import { browserOf, platformOf } from '../browser/environment.js';
import * as bytes from '../browser/instead/bytes.js';
import { takeSamples } from '../browser/instead/sampler.js';
import { planOf } from '../browser/plan.js';
import { asMarkdown, asTsv, resultRows } from '../browser/rows.js';
import { describeRun, MOST_RUNS, Runs, type Run } from '../browser/runs.js';
import * as nodeBytes from '../input/bytes.js';
import { KEY_KINDS, OPERATIONS } from '../matrix/dimensions.js';
import type { GrowthResult, MemoryResult, MeasureResult } from '../measures/measure.js';
import { drawnRange } from '../report/charts/options.js';
import type { CellResult, MeasureRecord, Report } from '../report/schema.js';
import { summarizeMeasures } from '../report/summary.js';
import { readReport } from '../report/validate.js';

const from = (query: string): Choices => choicesFrom(new URLSearchParams(query));

const GROWTH: GrowthResult = {
  measure: 'growth',
  group: 256,
  resolutionNs: 100_000,
  percentiles: [{ percentile: 50, ns: 0 }, { percentile: 99, ns: 200_000 }, { percentile: 100, ns: 2_000_000 }],
  clockNs: 50,
  pauses: [{ entries: 512, ms: 0.1 }, { entries: 1024, ms: 2 }],
  slowestMs: 2,
  windows: [10, 20],
  worstWindow: 0.5,
};

const MEMORY: MemoryResult = { measure: 'memory', source: 'map', bytesPerEntry: 20, ownBytesPerEntry: 20, tables: 1 };

function cell(rival: CellResult['rival'], more: Partial<CellResult> = {}): CellResult {
  return {
    operation: 'get-hit', size: 1000, keys: 'u32', pattern: 'random', state: 'recycled-clean', machine: 'Linux', browser: 'Chrome 150', seed: 42,
    rival, entries: 1000, units: 1000, ns: { median: 10, lower: 8, upper: 20 }, ratio: { median: 2, lower: 1.5, upper: 2.5 },
    rounds: [[10]], bytes: undefined, agrees: true, ...more,
  };
}

function measured(repeat: MeasureResult): MeasureRecord {
  const { machine, browser, seed } = cell('wasmap');
  return { machine, browser, seed, size: 100_000, state: 'fresh-clean', rival: 'wasmap', keys: 'u32', values: 'u32', repeats: [repeat] };
}

function report(more: Partial<Report> = {}): Report {
  return {
    schema: 1, created: '2026-11-22T14:03:00.000Z', wasmap: '0.1.0', machine: 'Linux', cores: 2, browser: 'Chrome 150',
    clock: { resolutionMs: 0.1, isolated: false }, seed: 42, quick: true,
    cells: [cell('wasmap'), cell('map')], absent: [], measures: [measured(GROWTH), measured(MEMORY)], figures: [], ...more,
  };
}

const run = (letter: string, more: Partial<Report> = {}): Run => ({ letter, report: report(more), file: undefined });

describe('links', () => {
  test('say all choices and are understood again', () => {
    const choices: Choices = {
      operations: ['putAll', 'get-hit'], keys: ['u32', 'f64'], sizes: [1000, 64_000], pattern: 'zipf', rivals: ['wasmap', 'map'],
      also: [], effort: 'thorough', seed: 4_294_967_295,
    };
    expect(queryOf(choices)).toBe(
      'operation=putAll,get-hit&keys=u32,f64&size=1000,64000&pattern=zipf&rivals=wasmap,map&also=&effort=thorough&seed=4294967295',
    );
    expect(from(queryOf(choices))).toEqual(choices);
    expect(from(queryOf(DEFAULTS))).toEqual(DEFAULTS);
  });

  test('leave out what is usual, and may have what is others\' business', () => {
    expect(from('')).toEqual(DEFAULTS);
    expect(from('keys=f64&utm_source=somewhere&run')).toEqual({ ...DEFAULTS, keys: ['f64'] });
  });

  test('name sizes as people do, each once and in order', () => {
    expect(from('size=1M,64k,1000,64000').sizes).toEqual([1000, 64_000, 1_000_000]);
  });

  test.each([
    ['operation=fly', /'fly' is no operation; known: set-growing/],
    ['operation=', /empty entry/],
    ['keys=u33', /'u33' is no key kind; known: u32/],
    ['size=99', /'99' is no size; a whole number from 100 to 4000000/],
    ['size=5M', /'5M' is no size/],
    ['pattern=cities', /'cities' is no pattern; known: random/],
    ['pattern=record&keys=u32', /the pattern 'record' is none of u32 keys; theirs: random, sequential/],
    ['operation=putAll-packed&keys=u32', /does not go with u32 keys; it does with string/],
    ['operation=counting&keys=any', /does not go with any keys; it does with u32/],
    ['rivals=boost', /'boost' is no rival; known: wasmap, wasmap-js, map/],
    ['also=colours', /'colours' is no measurement/],
    ['effort=heroic', /'heroic' is no effort; known: quick, thorough/],
    ['seed=-1', /'-1' is no seed/],
  ])('that are wrong are refused with what was expected: %s', (query, message) => {
    expect(() => from(query)).toThrow(message);
  });

  test.each(['keys=', 'size=', 'seed=', 'pattern=', 'keys=,'])('are quoted in part where they are long: %s', (start) => {
    const message = (() => {
      try {
        return JSON.stringify(from(start + 'x'.repeat(6000)));
      } catch (error) {
        return (error as Error).message;
      }
    })();
    expect(message).toMatch(/^',?x{58,59}…' /);
    expect(message.length).toBeLessThan(300);
  });

  test('are plans of cells and, where asked for, of growth in groups that the clock can tell', () => {
    const plan = planOf({ ...DEFAULTS, operations: ['get-hit'], sizes: [1000], also: ['latency'] }, 0.1);
    expect(plan).toHaveLength(1 + 3);
    expect(plan[0]).toMatchObject({ cell: { operation: 'get-hit', size: 1000 }, rivals: ['wasmap', 'wasmap-js', 'map'] });
    expect(plan[1]).toMatchObject({ task: { measure: 'growth', size: 100_000, group: 256 } });
    expect(planOf({ ...DEFAULTS, operations: [...OPERATIONS], keys: [...KEY_KINDS], also: [] }, 0.1).length).toBeGreaterThan(100);
  });
});

describe('coarse clocks', () => {
  test('are watched for the least step', () => {
    expect(clockResolutionMs()).toBeGreaterThan(0);
    expect(clockResolutionMs()).toBeLessThan(20);
  });

  test('make samples long and groups large, but leave enough groups', () => {
    expect([0.005, 0.1, 1].map(leastSample)).toEqual([5, 5, 50]);
    expect(callsTogether(0.000_05, 1e6)).toBe(1);
    expect(callsTogether(0.005, 1e6)).toBe(256);
    expect(callsTogether(0.1, 4e6)).toBe(4096);
    expect(callsTogether(1, 100_000)).toBe(256);
  });

  test('time so many passes together', async () => {
    const passes: number[] = [];
    let setups = 0;
    const timed = { setup: (count: number) => void (setups += count), pass: () => void passes.push(1), teardown: () => undefined };
    const seconds = await takeSamples(timed, 5, 2);
    expect([seconds.length, passes.length, setups]).toEqual([2, 10, 10]);
  });
});

test('text becomes bytes and back as it does in Node', () => {
  for (const text of ['user:1234567:profile', 'Zürich, 東京', '']) {
    const [own, node] = [bytes, nodeBytes].map((module) => {
      const target = module.createBytes(64);
      const end = module.writeText(target, text, 3);
      return [[...target.subarray(3, end)], module.cutterOf(target)(3, end), module.bytesOf(text)];
    });
    expect(own).toEqual(node);
  }
});

describe('browsers', () => {
  test.each([
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox 140', 'Linux'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.3 Safari/605.1.15', 'Safari 18.3', 'Mac OS X'],
    ['Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Mobile Safari/537.36', 'Chrome 150', 'Android'],
    ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36 Edg/150.0.0.0', 'Edge 150', 'Windows'],
    ['something else', 'unknown browser', 'unknown platform'],
  ])('are known by what they say: %s', (userAgent, browser, platform) => {
    expect([browserOf(userAgent, []), platformOf(userAgent, undefined)]).toEqual([browser, platform]);
  });

  test('are known by their brands, but for the one that is no brand', () => {
    const brands = [{ brand: 'Not;A=Brand', version: '8' }, { brand: 'Chromium', version: '150' }, { brand: 'Google Chrome', version: '150' }];
    expect(browserOf('', brands)).toBe('Google Chrome 150');
    expect(browserOf('', brands.slice(0, 2))).toBe('Chromium 150');
  });
});

describe('reports from files', () => {
  type Loose = Record<string, unknown>;
  type LooseReport = Loose & { cells: Loose[]; measures: { repeats: Loose[] }[] };
  const text = (change: (report: LooseReport) => void): string => {
    const changed = JSON.parse(JSON.stringify(report())) as LooseReport;
    change(changed);
    return JSON.stringify(changed);
  };

  test('come back as they were saved', () => {
    expect(readReport(JSON.stringify(report()))).toEqual(JSON.parse(JSON.stringify(report())));
  });

  test('may be those of the command line', () => {
    const { browser: _browser, clock: _clock, ...node } = report();
    expect(readReport(JSON.stringify({ ...node, node: 'v24.0.0', cpu: 'a processor', v8: '13', memoryBytes: 1 })).node).toBe('v24.0.0');
  });

  test.each([
    ['', /^not JSON/],
    ['[]', /^the report: expected an object, got \[\]/],
    [text((changed) => (changed['schema'] = 2)), /^schema: expected one of 1, got 2/],
    [text((changed) => (changed['created'] = 'yesterday')), /^created: expected a point in time/],
    [text((changed) => (changed.cells = undefined as never)), /^cells: expected a list, got nothing/],
    [text(({ cells }) => (cells[1]['ns'] = { median: null, lower: 1, upper: 1 })), /^cells\[1\]\.ns\.median: expected a number, got null/],
    [text(({ cells }) => (cells[0]['rival'] = '__proto__')), /^cells\[0\]\.rival: expected one of wasmap, /],
    [text(({ cells }) => (cells[0]['entries'] = -1)), /^cells\[0\]\.entries: expected a whole number from 1, got -1/],
    [text(({ cells }) => (cells[0]['agrees'] = 'yes')), /^cells\[0\]\.agrees: expected true or false, got "yes"/],
    [text(({ measures }) => (measures[0].repeats = [])), /^measures\[0\]\.repeats: expected a list of at least 1/],
    [text(({ measures }) => (measures[0].repeats[0]['percentiles'] = 7)), /^measures\[0\]\.repeats\[0\]\.percentiles: expected a list, got 7/],
    [text(({ measures }) => (measures[1].repeats[0]['source'] = 'a friend')), /source: expected one of browser, map/],
    [text(({ cells }) => cells.push(...new Array<Loose>(12_000).fill(cells[0]))), /^cells: expected a list of at most 12000, got 12002 of them/],
  ])('that are wrong are refused with where and what: %#', (wrong, message) => {
    expect(() => readReport(wrong)).toThrow(message);
  });
});

// An object's prototype knows three of these.
test.each(['__proto__', 'constructor', 'toString', 'endurance', 'unheard of'])('a measure that is not drawn may be in a report: %s', (measure) => {
  const text = JSON.stringify(report({ measures: [{ ...measured(MEMORY), repeats: [{ measure } as never] }] }));
  expect(readReport(text).measures[0].repeats).toEqual([{ measure }]);
});

test('as many pauses and windows as a file can hold are drawn and told', () => {
  const many = new Array<number>(300_000).fill(1);
  const growth = { ...GROWTH, pauses: many.map((_, entries) => ({ entries, ms: 1 + (entries % 7) })), windows: many };
  const collection = { measure: 'collection', pausesMs: [...many, 9], delaysMs: { p50: 1, p99: 1, longest: 1 } } as const;
  const measures = [growth, collection].map(measured);
  expect(summarizeMeasures(measures).collection[0].longestMs).toBe(9);
  const drawn = sectionsOf([run('A', { measures })]).flatMap(({ charts }) => charts.map(({ options }) => drawnRange(options)));
  expect(drawn.every(([least, most]) => least <= most)).toBe(true);
});

describe('several runs', () => {
  test('have letters of their own, which become free again', () => {
    const runs = new Runs();
    for (let i = 0; i < MOST_RUNS; i++) runs.add(report());
    expect(runs.all.map(({ letter }) => letter).join('')).toBe('ABCDE');
    expect(() => runs.add(report())).toThrow('there is room for 5 runs');
    runs.remove('B');
    expect(runs.add(report(), 'a file')).toBe('B');
    expect(runs.all.map(({ letter }) => letter).join('')).toBe('ABCDE');
    runs.report('C', report({ seed: 1 }));
    expect(runs.all[2].report.seed).toBe(1);
  });

  test('keep the letter of one that has nothing to show yet, until it is over', () => {
    const runs = new Runs();
    expect(runs.reserve()).toBe('A');
    for (let i = 1; i < MOST_RUNS; i++) runs.add(report(), 'a file');
    expect(runs.all.map(({ letter }) => letter).join('')).toBe('BCDE');
    expect(runs.full).toBe(true);
    expect(() => runs.add(report(), 'a file')).toThrow('there is room for 5 runs');
    runs.report('A', report({ seed: 1 }));
    runs.release();
    expect(runs.all.map(({ letter }) => letter).join('')).toBe('ABCDE');
    runs.remove('E');
    runs.reserve();
    expect(runs.full).toBe(true);
    runs.release();
    expect(runs.full).toBe(false);
  });

  test('say who ran, when, and from which file', () => {
    expect(describeRun({ ...run('A'), file: 'mine.json' }, 'en-GB')).toMatch(/^Chrome 150 on Linux, 22 Nov.*\d\d, from mine\.json$/);
  });

  test('are drawn over each other, each with a line of its own', () => {
    const sizes = { cells: [cell('wasmap'), cell('wasmap', { entries: 2000, size: 2000 })] };
    const [throughput] = sectionsOf([run('A', sizes), run('B', sizes)]);
    const [{ options }] = throughput.charts;
    expect(options.style).toBe('lines');
    expect(options.series.map(({ label, dash }) => [label, dash])).toEqual([['wasmap (WASM), A', 0], ['wasmap (WASM), B', 1]]);
  });

  test('keep their lines when another comes before them or goes', () => {
    const dashesOf = (...runs: Run[]) => sectionsOf(runs)[0].charts[0].options.series.map(({ dash }) => dash);
    const one = { cells: [cell('wasmap')] };
    expect(dashesOf(run('B', one))).toEqual([1]);
    expect(dashesOf(run('A', one), run('B', one))).toEqual([0, 1]);
  });

  test('with other choices have sections of their own', () => {
    const titles = sectionsOf([run('A'), run('B', { cells: [cell('map', { pattern: 'zipf' })], measures: [] })]).map(({ title }) => title);
    expect(titles.slice(0, 2)).toEqual(['Throughput, u32 keys, random', 'Throughput, u32 keys, zipf']);
  });
});

describe('results to be copied', () => {
  test('are as many columns as the table has, with the run where there are several', () => {
    const { head, rows } = resultRows([run('A')]);
    expect(rows[0]).toEqual(['get, hit', 'u32, random', '1000', 'wasmap (WASM)', '2.00', '10.0', '1.50–2.50', '8.00–20.0', '100']);
    expect(rows[1].slice(4, 7)).toEqual(['–', '10.0', '–']);
    expect(head).toHaveLength(rows[0].length);
    expect(resultRows([run('A'), run('B')]).rows.map((row) => row[4])).toEqual(['A', 'A', 'B', 'B']);
  });

  test('show no times of wrong results', () => {
    const { rows } = resultRows([run('A', { cells: [cell('wasmap', { agrees: false })] })]);
    expect(rows[0].slice(4)).toEqual(['–', 'wrong result', '–', '–', '–']);
  });

  test('go to spreadsheets and into Markdown', () => {
    const table = { head: ['a', 'b'], rows: [['x|y', 'tab\there']] };
    expect(asTsv(table)).toBe('a\tb\nx|y\ttab here');
    expect(asMarkdown(table)).toBe('| a | b |\n| --- | --- |\n| x\\|y | tab\there |');
  });
});

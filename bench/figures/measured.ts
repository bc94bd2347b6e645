/** The figures that are no ratios of cells: bytes an entry, pauses while growing, collections, endurance. */
import type { KeyKind } from '../matrix/dimensions.js';
import type { BatchWay, Measured, MeasureTask, MixedWay, ResidentWay } from '../measures/measure.js';
import { logarithmicSizes } from '../run/measures.js';
import type { MeasureFigure } from './figure.js';

const MEMORY_SIZES = logarithmicSizes(100_000, 16_000_000, 32);
/** Three split waves, six sizes each: the worst moment of one is among them. */
const STRING_MEMORY_SIZES = logarithmicSizes(250_000, 2_000_000, 19);
const GROWTH_SIZE = 8_000_000;
/** The median of this many fresh processes. */
const GROWTH_REPEATS = 7;
const COLLECTION_SIZE = 2_000_000;
const COLLECTION_LOAD_MS = 3_000;
const COLLECTION_REPEATS = 3;
const BATCH_TABLE = 1_000_000;
const BATCHES = [1, 8, 64, 512, 1024, 8192, 65_536, 1_000_000];
/** Below, what every call costs hides what atomicity does. */
const ATOMIC_FROM = 64;
const BATCH_REPEATS = 3;
const MIXED_SIZE = 100_000;
const MIXED_BATCHES = 10_000;
const MIXED_REPEATS = 3;
const RESIDENT = { size: 1_000_000, batch: 8192, batches: 2_000 };
const RESIDENT_REPEATS = 5;
const SUSTAINED = { size: 1_000_000, batch: 1_000_000 };
const SUSTAINED_REPEATS = 3;
const ENDURANCE_SIZE = 1_000_000;
const ENDURANCE_REPLACEMENTS = 50_000_000;

export function measureFigures(seed: number): MeasureFigure[] {
  return [...memoryFigures(seed), ...pauseFigures(seed), ...collectionFigures(seed), ...enduranceFigures(seed), ...batchFigures(seed), ...mixedFigures(seed), ...residentFigures(seed), ...sustainedFigures(seed)];
}

function memoryFigures(seed: number): MeasureFigure[] {
  const bars: readonly (readonly [KeyKind, KeyKind, number, readonly number[]])[] = [
    ['u32', 'u32', 23, MEMORY_SIZES],
    ['u32', 'f64', 35, MEMORY_SIZES],
    ['f64', 'f64', 46, MEMORY_SIZES],
    // Issue 3: keys of 20 characters.
    ['string', 'f64', 56, STRING_MEMORY_SIZES],
  ];
  return bars.map(([keys, values, most, sizes]) => ({
    type: 'measure',
    section: 'memory',
    row: `bytes an entry, ${keys}→${values}, most of ${sizes.length} sizes`,
    size: undefined,
    rival: 'wasmap',
    tasks: sizes.map((size): MeasureTask => ({ measure: 'memory', rival: 'wasmap', keys, values, size, seed })),
    repeats: 1,
    verdict: { kind: 'bytes', most },
  }));
}

function pauseFigures(seed: number): MeasureFigure[] {
  const task = (rival: 'wasmap' | 'wasmap-js' | 'map'): MeasureTask => ({
    measure: 'growth',
    rival,
    keys: 'u32',
    values: 'u32',
    size: GROWTH_SIZE,
    seed,
  });
  const common = { type: 'measure', section: 'pauses', size: GROWTH_SIZE, repeats: GROWTH_REPEATS } as const;
  const wasm = { ...common, rival: 'wasmap', tasks: [task('wasmap')] } as const;
  return [
    { ...wasm, row: 'slowest set while growing', verdict: { kind: 'slowest', mostMs: 5 } },
    { ...wasm, row: "slowest set, Map's to wasmap's", tasks: [task('wasmap'), task('map')], verdict: { kind: 'slowest-of-map', least: 40 } },
    { ...wasm, row: 'P99.99 of set while growing', verdict: { kind: 'percentile', percentile: 99.99, mostNs: 50_000 } },
    { ...wasm, row: 'worst 10 ms, part of normal throughput', verdict: { kind: 'window', least: 0.2 } },
    {
      ...common,
      rival: 'wasmap-js',
      row: "JS engine: slowest set, Map's to wasmap's",
      tasks: [task('wasmap-js'), task('map')],
      verdict: { kind: 'slowest-of-map', least: 10 },
    },
  ];
}

/** Issue 3: what two million strings cost the collector, beside Map and beside nothing. */
function collectionFigures(seed: number): MeasureFigure[] {
  const task = (rival: 'wasmap' | 'map' | 'none'): MeasureTask => ({
    measure: 'collection',
    rival,
    keys: 'string',
    values: 'f64',
    size: COLLECTION_SIZE,
    seed,
    loadMs: COLLECTION_LOAD_MS,
  });
  const measured = { type: 'measure', section: 'collections', size: COLLECTION_SIZE, repeats: COLLECTION_REPEATS } as const;
  const common = { ...measured, rival: 'wasmap' } as const;
  const besideMap = { ...common, tasks: [task('wasmap'), task('map')] } as const;
  return [
    {
      ...common,
      row: "forced full collection, strings alive, to an empty process's",
      tasks: [task('wasmap'), task('none')],
      verdict: { kind: 'collection-of-empty', most: 1.3 },
    },
    { ...besideMap, row: "forced full collection, strings alive, Map's to wasmap's", verdict: { kind: 'collection-of-map', least: 1 } },
    { ...besideMap, row: "P99 of event-loop delay, strings alive, Map's to wasmap's", verdict: { kind: 'delay-of-map', least: 1 } },
  ];
}

/** Issue 4: what all-or-nothing costs, and what a batch costs whoever waits for it. */
function batchFigures(seed: number): MeasureFigure[] {
  type Verdict = { way: BatchWay; of: BatchWay; by: 'p50Ms' | 'p99Ms' } & ({ most: number } | { least: number });
  const figure = (row: string, batch: number, size: number, verdict: Verdict): MeasureFigure => ({
    type: 'measure',
    section: 'batches',
    row: `${row}, batches of ${batch}`,
    size,
    rival: 'wasmap',
    tasks: [{ measure: 'batches', rival: 'wasmap', keys: 'u32', values: 'f64', size, seed, batch }],
    repeats: BATCH_REPEATS,
    verdict: { kind: 'batches', ...verdict },
  });
  const atEach = (row: string, sizes: readonly number[], verdict: Verdict) => sizes.map((batch) => figure(row, batch, BATCH_TABLE, verdict));
  const [failing, applied] = ['putAll, error, failing at the end', 'putAll, error, applied'] as const;
  const common = { by: 'p50Ms' } as const;
  return [
    ...atEach('putAll to best effort', BATCHES.filter((batch) => batch >= ATOMIC_FROM), { ...common, way: 'putAll', of: 'putAll, best effort', most: 1.25 }),
    figure("P99, Map's loop to putAll", 512, BATCH_TABLE, { way: 'Map, loop of set', of: 'putAll', by: 'p99Ms', least: 4 }),
    ...atEach('a failing batch to an applied one', BATCHES, { ...common, way: failing, of: applied, most: 1.5 }),
    ...atEach('add to replace', BATCHES, { ...common, way: 'putAll, add', of: 'putAll', most: 1.1 }),
    ...atEach('increment to set', BATCHES, { ...common, way: 'loop of increment', of: 'loop of set', most: 1.1 }),
  ];
}

/** Issue 4: reads and writes mixed, most of them of few keys. No bar was named: that wasmap is no slower is the least. */
function mixedFigures(seed: number): MeasureFigure[] {
  const task = (rival: Measured): MeasureTask => ({ measure: 'mixed', rival, keys: 'u32', values: 'f64', size: MIXED_SIZE, seed, batches: MIXED_BATCHES });
  const figure = (rival: 'wasmap' | 'wasmap-js', row: string, verdict: { way: MixedWay; by: 'meanMs' | 'p99Ms' }): MeasureFigure => ({
    type: 'measure',
    section: 'mixed',
    row,
    size: MIXED_SIZE,
    rival,
    tasks: [task(rival), task('map')],
    repeats: MIXED_REPEATS,
    verdict: { kind: 'mixed', least: 1, ...verdict },
  });
  return [
    figure('wasmap', "operations a second, single calls, to Map's", { way: 'single calls', by: 'meanMs' }),
    figure('wasmap', "operations a second, batches, to Map's", { way: 'batches', by: 'meanMs' }),
    figure('wasmap', "P99, Map's to single calls", { way: 'single calls', by: 'p99Ms' }),
    figure('wasmap', "P99, Map's to batches", { way: 'batches', by: 'p99Ms' }),
    figure('wasmap-js', "JS engine: operations a second, batches, to Map's", { way: 'batches', by: 'meanMs' }),
  ];
}

/** Issue 4: what an autoscaler sees. No bars were named: no more than Map takes, and no more for batches than for single calls. */
function residentFigures(seed: number): MeasureFigure[] {
  const task = (rival: Measured, way: ResidentWay): MeasureTask => ({ measure: 'resident', rival, way, keys: 'u32', values: 'f64', seed, ...RESIDENT });
  const figure = (row: string, of: MeasureTask, verdict: { by: 'meanBytes' | 'deviationBytes'; most: number }): MeasureFigure => ({
    type: 'measure',
    section: 'resident',
    row,
    size: RESIDENT.size,
    rival: 'wasmap',
    tasks: [task('wasmap', 'putAll'), of],
    repeats: RESIDENT_REPEATS,
    verdict: { kind: 'resident', ...verdict },
  });
  const map = task('map', 'loop of set');
  return [
    figure("mean resident set, putAll to Map's loop", map, { by: 'meanBytes', most: 1 }),
    figure("deviation of the resident set, putAll to Map's loop", map, { by: 'deviationBytes', most: 1 }),
    figure('mean resident set, putAll to a loop of set', task('wasmap', 'loop of set'), { by: 'meanBytes', most: 1.05 }),
  ];
}

/** Issue 4: what writing for a long time costs the collector and the processors. */
function sustainedFigures(seed: number): MeasureFigure[] {
  const of = (section: 'sustained' | 'billion', name: string, writes: number, repeats: number): MeasureFigure[] => {
    const task = (rival: Measured): MeasureTask => ({ measure: 'sustained', rival, keys: 'u32', values: 'f64', size: SUSTAINED.size, seed, batch: SUSTAINED.batch, writes });
    const common = { type: 'measure', section, size: SUSTAINED.size, rival: 'wasmap', repeats } as const;
    const alone = { ...common, tasks: [task('wasmap')] };
    return [
      { ...alone, row: `${name} writes: allocated on the JS heap`, verdict: { kind: 'allocated', mostBytes: 1e6 } },
      { ...alone, row: `${name} writes: major collections`, verdict: { kind: 'major-collections', most: 0 } },
      { ...common, tasks: [task('wasmap'), task('map')], row: `${name} writes: processor time, Map's to wasmap's`, verdict: { kind: 'cpu-of-map', least: 8 } },
    ];
  };
  return [...of('sustained', '100 M', 100_000_000, SUSTAINED_REPEATS), ...of('billion', 'a billion', 1_000_000_000, 1)];
}

/** 100 million writes: 50 million deletions, each with an insertion. */
function enduranceFigures(seed: number): MeasureFigure[] {
  const task: MeasureTask = {
    measure: 'endurance',
    rival: 'wasmap',
    keys: 'u32',
    values: 'u32',
    size: ENDURANCE_SIZE,
    seed,
    replacements: ENDURANCE_REPLACEMENTS,
  };
  const common = { type: 'measure', section: 'endurance', size: ENDURANCE_SIZE, rival: 'wasmap', tasks: [task], repeats: 1 } as const;
  return [
    { ...common, row: "churn of 100 M: last tenth to a fresh map's", verdict: { kind: 'endurance', most: 1.1 } },
    { ...common, row: 'churn of 100 M: resident memory, end to first tenth', verdict: { kind: 'flat', most: 1.05 } },
  ];
}

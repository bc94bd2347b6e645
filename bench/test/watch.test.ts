import fc from 'fast-check';
import { Registry } from 'prom-client';
import { describe, expect, test } from 'vitest';
import { WasmMap } from '../../src/index.js';
import { instrument } from '../../src/metrics/index.js';
import { ExpositionError, readExposition } from '../watch/exposition.js';
import { type MapFigures, figuresOf } from '../watch/figures.js';
import { formatBytes, formatCount, formatRatio, formatSeconds } from '../watch/format.js';
import { History } from '../watch/history.js';
import { type Bucket, quantile } from '../watch/quantile.js';
import { layOut, renderJson, renderLines, renderTable } from '../watch/table.js';
import { ScrapeError, shown, targetFrom, textOf } from '../watch/target.js';
import { select, waitAfter } from '../watch/watch.js';

/** Two readings, so many seconds apart. */
function between(before: string, after: string, seconds = 2): MapFigures[] {
  return figuresOf(readExposition(after, seconds * 1e3), readExposition(before, 0));
}

describe('an exposition', () => {
  test('is read with its labels, whatever they contain, and only what is of wasmap', () => {
    const { samples } = readExposition([
      '# HELP wasmap_entries Entries.', '# TYPE wasmap_entries gauge',
      String.raw`wasmap_entries{map="a \"b\" \\ {c},\nd",shard="1"} 3`,
      'other{broken 1', 'wasmap_engine_info 1', 'wasmap_memory_bytes{map="x"} +Inf', 'wasmap_load_ratio{map="x"} NaN',
    ].join('\n'), 0);
    expect([...samples.values()]).toEqual([
      { name: 'wasmap_entries', labels: { map: 'a "b" \\ {c},\nd', shard: '1' }, value: 3 },
      { name: 'wasmap_engine_info', labels: {}, value: 1 },
      { name: 'wasmap_memory_bytes', labels: { map: 'x' }, value: Infinity },
      { name: 'wasmap_load_ratio', labels: { map: 'x' }, value: Number.NaN },
    ]);
  });

  test('keeps histograms of several maps apart, and the last line without an end', async () => {
    const register = new Registry();
    for (const name of ['a', 'b']) {
      const map = new WasmMap<number, number>({ key: 'u32', value: 'u32', name });
      instrument(map, { register });
      map.putAll([[1, 1]]);
      if (name === 'b') map.putAll([[1, 1], [2, 2]]);
    }
    const text = await register.metrics();
    const lines = text.split('\n').filter((line) => line.startsWith('wasmap_'));
    const { samples } = readExposition(text.trimEnd(), 0);
    expect(samples.size).toBe(lines.length);
    const of = (map: string): number | undefined =>
      [...samples.values()].find(({ name, labels }) => name === 'wasmap_putall_duration_seconds_bucket' && labels.map === map && labels.le === '+Inf')?.value;
    expect([of('a'), of('b')]).toEqual([1, 2]);
  });

  test('that cannot be read says where', () => {
    expect(() => readExposition('wasmap_entries{map="a" b} 1', 0)).toThrow(ExpositionError);
    expect(() => readExposition('wasmap_entries{map="a"} many', 0)).toThrow("'many' is no number");
    expect(() => readExposition('wasmap_entries{map="a"}', 0)).toThrow(ExpositionError);
    expect(readExposition('', 0).samples.size).toBe(0);
  });
});

describe('quantiles of buckets', () => {
  const buckets = (...counts: [bound: number, count: number][]): Bucket[] => counts.map(([bound, count]) => ({ bound, count }));

  test('are interpolated as PromQL does it', () => {
    const some = buckets([0.1, 90], [0.25, 98], [0.5, 100], [Infinity, 100]);
    expect(quantile(0.99, some)).toBeCloseTo(0.375);
    expect(quantile(0.5, some)).toBeCloseTo(0.1 * (50 / 90));
    expect(quantile(1, some)).toBe(0.5);
  });

  test('beyond the last bound are that bound, and of nothing are nothing', () => {
    expect(quantile(0.99, buckets([0.1, 1], [2.5, 1], [Infinity, 100]))).toBe(2.5);
    expect(quantile(0.99, buckets([0.1, 0], [Infinity, 0]))).toBeUndefined();
    expect(quantile(0.99, [])).toBeUndefined();
    expect(quantile(0.99, buckets([0.1, 3]))).toBeUndefined();
    expect(quantile(0.99, buckets([Infinity, 3]))).toBeUndefined();
  });

  test('lie in the bucket of the observation of that rank, and do not fall with q', () => {
    const bounds = [1, 2, 4, 8, 16];
    fc.assert(fc.property(fc.array(fc.double({ min: 0.01, max: 16, noNaN: true }), { minLength: 1 }), fc.double({ min: 0.01, max: 1, noNaN: true }), (values, q) => {
      const all = [...bounds, Infinity].map((bound) => ({ bound, count: values.filter((value) => value <= bound).length }));
      const found = quantile(q, all)!;
      const ranked = [...values].sort((a, b) => a - b)[Math.max(0, Math.ceil(q * values.length - 1e-9) - 1)];
      const at = bounds.findIndex((bound) => ranked <= bound);
      expect(found).toBeLessThanOrEqual(bounds[at]);
      expect(found).toBeGreaterThanOrEqual(at > 0 ? bounds[at - 1] : 0);
      expect(quantile(Math.min(1, q + 0.1), all)).toBeGreaterThanOrEqual(found);
    }));
  });
});

const BEFORE = `
wasmap_hits_total{map="stock"} 100
wasmap_misses_total{map="stock"} 50
wasmap_putall_operations_total{result="ok",map="stock"} 10
wasmap_putall_entries_total{map="stock"} 1000
wasmap_putall_duration_seconds_bucket{le="0.1",result="ok",map="stock"} 10
wasmap_putall_duration_seconds_bucket{le="0.2",result="ok",map="stock"} 10
wasmap_putall_duration_seconds_bucket{le="+Inf",result="ok",map="stock"} 10
wasmap_entries{map="stock"} 900
wasmap_memory_bytes{map="stock"} 16384
`;
const AFTER = `
wasmap_memory_bytes{map="stock"} 32768
wasmap_entries{map="stock"} 950
wasmap_hits_total{map="stock"} 130
wasmap_misses_total{map="stock"} 60
wasmap_putall_operations_total{map="stock",result="ok"} 16
wasmap_putall_operations_total{map="stock",result="failed"} 1
wasmap_putall_operations_total{map="stock",result="rejected"} 1
wasmap_putall_operations_total{map="stock",result="deduplicated"} 4
wasmap_putall_entries_total{map="stock"} 1200
wasmap_putall_duration_seconds_bucket{map="stock",result="ok",le="0.1"} 10
wasmap_putall_duration_seconds_bucket{map="stock",result="ok",le="0.2"} 16
wasmap_putall_duration_seconds_bucket{map="stock",result="ok",le="+Inf"} 16
wasmap_putall_duration_seconds_bucket{map="stock",result="rejected",le="0.1"} 1000
wasmap_putall_duration_seconds_bucket{map="stock",result="rejected",le="0.2"} 1000
wasmap_putall_duration_seconds_bucket{map="stock",result="rejected",le="+Inf"} 1000
`;
const UNKNOWN = {
  readsPerSecond: undefined, hitRatio: undefined, batchesPerSecond: undefined, entriesPerSecond: undefined, failuresPerSecond: undefined,
  p50Seconds: undefined, p99Seconds: undefined,
};

describe('figures between two readings', () => {
  test('are rates of what has grown since, also of what was not counted before', () => {
    const [stock, ...rest] = between(BEFORE, AFTER);
    expect(rest).toEqual([]);
    expect(stock).toMatchObject({
      map: 'stock', shard: undefined, readsPerSecond: 20, hitRatio: 0.75, batchesPerSecond: 6, entriesPerSecond: 100, failuresPerSecond: 1,
      entries: 950, memoryBytes: 32_768,
    });
    expect(stock.p50Seconds).toBeCloseTo(0.15);
    expect(stock.p99Seconds).toBeCloseTo(0.199);
  });

  test('know no rates from one reading, nor of a map that has just come', () => {
    expect(figuresOf(readExposition(BEFORE, 0))).toEqual([{ map: 'stock', shard: undefined, ...UNKNOWN, entries: 900, memoryBytes: 16_384 }]);
    expect(between('wasmap_entries{map="other"} 1', BEFORE)).toMatchObject([UNKNOWN]);
    expect(between(BEFORE, BEFORE, 0)).toMatchObject([{ readsPerSecond: undefined, batchesPerSecond: undefined }]);
  });

  test('are 0 where nothing happened, and no ratio then', () => {
    expect(between(BEFORE, BEFORE)).toMatchObject([{ readsPerSecond: 0, hitRatio: undefined, batchesPerSecond: 0, failuresPerSecond: 0, p99Seconds: undefined }]);
  });

  test('are not negative where a process has begun anew', () => {
    expect(between(AFTER, BEFORE.replaceAll('100', '8').replaceAll('50', '2'))).toMatchObject([{ readsPerSecond: 5, hitRatio: 0.8, batchesPerSecond: 5 }]);
    const counters = fc.record({ hits: fc.nat(), misses: fc.nat(), ok: fc.nat() });
    const write = ({ hits, misses, ok }: { hits: number; misses: number; ok: number }): string =>
      `wasmap_hits_total{map="a"} ${hits}\nwasmap_misses_total{map="a"} ${misses}\nwasmap_putall_operations_total{map="a",result="ok"} ${ok}\n`;
    fc.assert(fc.property(counters, counters, (before, after) => {
      const [{ readsPerSecond = -1, hitRatio = 0, batchesPerSecond = -1 }] = between(write(before), write(after));
      expect(Math.min(readsPerSecond, hitRatio, batchesPerSecond)).toBeGreaterThanOrEqual(0);
      expect(hitRatio).toBeLessThanOrEqual(1);
    }));
  });

  test('keep shards apart, and add up what differs by other labels', () => {
    const text = (n: number): string => [
      `wasmap_hits_total{map="a",shard="0",team="x"} ${n}`, `wasmap_hits_total{map="a",shard="0",team="y"} ${2 * n}`,
      `wasmap_hits_total{map="a",shard="1"} ${4 * n}`, `wasmap_entries{shard="0",map="a",team="x"} 5`, `wasmap_entries{map="a",shard="0",team="y"} 6`,
      'wasmap_engine_info{engine="wasm"} 1',
    ].join('\n');
    expect(between(text(0), text(10)).map(({ map, shard, readsPerSecond, entries }) => [map, shard, readsPerSecond, entries])).toEqual([
      ['a', '0', 15, 11], ['a', '1', 20, undefined],
    ]);
  });

  test('do not fall when one of several maps of a name goes', () => {
    expect(between('wasmap_hits_total{map="a",team="x"} 1000\nwasmap_hits_total{map="a",team="y"} 10', 'wasmap_hits_total{map="a",team="y"} 14')[0])
      .toMatchObject({ readsPerSecond: 2 });
  });
});

describe('what is shown', () => {
  const [stock] = between(BEFORE, AFTER);

  test('fits its column', () => {
    const all = [0, 0.001, 0.5, 0.999, 1, 9.94, 9.96, 99.6, 999.4, 999.6, 12_345, 999_999, 1e6, 123e6, 4e9, 999e9];
    for (const value of all) {
      expect(formatCount(value).length, String(value)).toBeLessThanOrEqual(5);
      expect(formatBytes(value).length, String(value)).toBeLessThanOrEqual(8);
      expect(formatSeconds(Math.min(value / 1e6, 999)).length, String(value)).toBeLessThanOrEqual(5);
    }
    expect([0, 0.25, 9.84, 123, 4_520, 12_345, 999_600, 1.26e6].map(formatCount)).toEqual(['0', '0.25', '9.8', '123', '4.5k', '12k', '1M', '1.3M']);
    expect([512, 1536, 64 * 2 ** 20].map(formatBytes)).toEqual(['512 B', '1.5 KiB', '64 MiB']);
    expect([2e-7, 85e-6, 0.0012, 0.9996, 2.5].map(formatSeconds)).toEqual(['<1µs', '85µs', '1.2ms', '1s', '2.5s']);
    expect([0, 0.0001, 0.985, 0.99999, 1].map(formatRatio)).toEqual(['0%', '0.1%', '98.5%', '99.9%', '100%']);
    expect([formatCount(undefined), formatBytes(undefined), formatSeconds(Number.NaN), formatRatio(undefined)]).toEqual(['–', '–', '–', '–']);
  });

  test.each([60, 80, 100, 200])('fits a terminal of %i columns, but for what no table fits', (width) => {
    const history = new History();
    const all = [stock, { ...stock, map: 'a map with a name that is longer than any column', shard: '12' }];
    for (let i = 0; i < 100; i++) history.add(new Map(all.map(({ map }) => [map, i])));
    for (const withHistory of [history, undefined]) {
      for (const line of renderTable(all, width, withHistory).split('\n')) expect(line.length).toBeLessThanOrEqual(Math.max(width, 65));
    }
    expect(layOut(['stock'], width, true).trend >= 9).toBe(width >= 74);
  });

  test('is a row a map, with bars of its reads', () => {
    const history = new History();
    for (const value of [0, 5, undefined, 10]) history.add(new Map(value === undefined ? [] : [['stock', value]]));
    const row = renderTable([stock], 80, history).split('\n').find((line) => line.startsWith('stock'));
    expect(row?.split(/\s+/).slice(0, 12)).toEqual(['stock', '20', '75.0%', '6', '100', '150ms', '199ms', '1', '950', '32', 'KiB', '▁▄']);
    expect(row).toMatch(/▁▄ █$/);
  });

  test('is a line a map for other programs, or an object in which nothing is left out', () => {
    const at = new Date(0);
    expect(renderLines([stock, { ...stock, map: 'the "stock"', ...UNKNOWN }], at).split('\n')).toEqual([
      '1970-01-01T00:00:00.000Z map=stock reads/s=20 hits=75.0% batches/s=6 entries/s=100 p50=150ms p99=199ms failures/s=1 entries=950 memory="32 KiB"',
      String.raw`1970-01-01T00:00:00.000Z map="the \"stock\"" reads/s=– hits=– batches/s=– entries/s=– p50=– p99=– failures/s=– entries=950 memory="32 KiB"`,
    ]);
    expect(JSON.parse(renderJson([{ ...stock, ...UNKNOWN }], 'http://a/metrics', at))).toEqual({
      time: '1970-01-01T00:00:00.000Z', url: 'http://a/metrics',
      maps: [{ ...Object.fromEntries(Object.keys(UNKNOWN).map((name) => [name, null])), map: 'stock', shard: null, entries: 950, memoryBytes: 32_768 }],
    });
  });

  test('does not let names move the cursor', () => {
    expect(renderTable([{ ...stock, map: '\x1b[2Ja\r\nb' }], 80)).not.toMatch(/[^\P{Cc}\n]/u);
  });

  test('forgets maps that have long gone', () => {
    const history = new History();
    history.add(new Map([['gone', 1]]));
    for (let i = 0; i < 100; i++) history.add(new Map([['here', i]]));
    expect([history.line('gone', 10), history.line('here', 4)]).toEqual(['', '████']);
  });
});

describe('the address', () => {
  test.each([
    ['127.0.0.1:9464', 'http://127.0.0.1:9464/metrics'],
    ['localhost:9464/', 'http://localhost:9464/metrics'],
    ['https://shop.example/internal/metrics?x=1#y', 'https://shop.example/internal/metrics?x=1'],
    ['[::1]:80', 'http://[::1]/metrics'],
    ['http://me:secret@shop.example', 'http://shop.example/metrics'],
  ])('%s stands for %s', (given, meant) => {
    expect(shown(targetFrom(given))).toBe(meant);
  });

  test.each(['', 'ftp://shop.example', 'http://', 'a b'])('%j is none', (given) => {
    expect(() => targetFrom(given)).toThrow(ScrapeError);
  });
});

describe('what a service answers', () => {
  const url = targetFrom('shop.example');

  test('is read as it comes, in pieces that end amid characters', async () => {
    const bytes = new TextEncoder().encode('wasmap_entries{map="日本€"} 1\n');
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let i = 0; i < bytes.length; i++) controller.enqueue(bytes.subarray(i, i + 1));
        controller.close();
      },
    });
    expect(await textOf(new Response(body), url)).toBe('wasmap_entries{map="日本€"} 1\n');
    expect(await textOf(new Response(null), url)).toBe('');
  });

  test('is not read to the end where it has none', async () => {
    let isCancelled = false;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) { controller.enqueue(new Uint8Array(2 ** 16)); },
      cancel() { isCancelled = true; },
    });
    await expect(textOf(new Response(body), url, 2 ** 20)).rejects.toThrow('http://shop.example/metrics answers with more than 1 MiB');
    expect(isCancelled).toBe(true);
  });

  test('does not reach the terminal as it is, though messages quote it', () => {
    const name = 'a\u001b]0;title\u0007\u009b31m';
    const figures = figuresOf(readExposition(`wasmap_entries{map="${name}"} 1\n`, 0));
    expect(() => select(figures, ['b'])).toThrow(/^there is no map named 'b'; there are: a ]0;title {2}31m$/);
    expect(new ScrapeError(`'${name}' is no number`).message).toBe("'a ]0;title  31m' is no number");
  });
});

describe('the watch', () => {
  test('waits longer after each failure, up to half a minute, and never less than it was told', () => {
    expect([0, 1, 2, 3, 5, 1000].map((failures) => waitAfter(failures, 2000))).toEqual([2000, 2000, 4000, 8000, 30_000, 30_000]);
    expect(waitAfter(7, 60_000)).toBe(60_000);
  });

  test('shows the maps that it was told to, all shards of them, and says which there are', () => {
    const all = figuresOf(readExposition('wasmap_entries{map="a",shard="0"} 1\nwasmap_entries{map="a",shard="1"} 1\nwasmap_entries{map="b"} 1', 0));
    expect(select(all, []).length).toBe(3);
    expect(select(all, ['a', 'zzz']).map(({ shard }) => shard)).toEqual(['0', '1']);
    expect(() => select(all, ['c'])).toThrow("there is no map named 'c'; there are: a, b");
  });
});

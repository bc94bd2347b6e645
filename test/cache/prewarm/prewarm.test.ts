import { tracingChannel } from 'node:diagnostics_channel';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClosedError, WasmMap, WasmapRangeError, WasmapTypeError, isWasmapError } from '../../../src/index.js';
import { WasmCache } from '../../../src/cache/index.js';
import { type PrewarmOptions, type PrewarmProgress, RowError, csv, ndjson, prewarm } from '../../../src/cache/prewarm/index.js';
import { runs } from '../../support/workloads.js';
import { settle, watch } from '../loading/source.js';

/** A clock whose sleepers wake when the test says so; those that were aborted at once. */
class SleepyClock {
  time = 0;
  readonly sleeps: number[] = [];

  now = (): number => this.time;

  sleep = async (ms: number, _signal: AbortSignal): Promise<void> => {
    this.sleeps.push(ms);
    this.time += ms;
    await settle();
  };
}

const pairs = (count: number): [number, string][] => Array.from({ length: count }, (_, i) => [i, `value ${i}`]);

/** A source that notes how far it was read, and whether it was told that no more is wanted. */
async function* noting<T>(items: Iterable<T>, seen: { read: number; isClosed?: boolean }): AsyncGenerator<T> {
  try {
    for (const item of items) {
      seen.read++;
      yield item;
    }
  } finally {
    seen.isClosed = true;
  }
}

const failure = new Error('the source is down');

describe('prewarm, from pairs', () => {
  const sources: [string, () => object][] = [
    ['an array', () => pairs(10)],
    ['a Map', () => new Map(pairs(10))],
    ['a generator', () => pairs(10).values()],
    ['an async generator', () => noting(pairs(10), { read: 0 })],
    ['a Node stream of objects', () => Readable.from(pairs(10))],
    ['a web stream', () => Readable.toWeb(Readable.from(pairs(10)))],
    ['a web stream that cannot be iterated over', () => {
      const stream = Readable.toWeb(Readable.from(pairs(10)));
      return { getReader: () => stream.getReader() };
    }],
    ['rows of a cursor', () => pairs(10).map(([id, name]) => ({ id, name }))],
  ];

  it.each(sources.flatMap(([name, make]) => [
    [name, 'a Map', make, () => new Map<number, string>()] as const,
    [name, 'a WasmCache', make, () => new WasmCache<number, string>({ max: 10, key: 'u32', value: 'string' })] as const,
  ]))('writes those of %s to %s', async (name, _, make, makeCache) => {
    const cache = makeCache();
    const options = name.startsWith('rows') ? { key: 'id', value: (row: { name: string }) => row.name } : {};
    const report = await prewarm<number, string, { name: string }>(cache, make() as never, options);
    expect([...cache].sort(([a], [b]) => a - b)).toEqual(pairs(10));
    expect(report).toMatchObject({ read: 10, written: 10, failedCount: 0, failed: [], skipped: 0, aborted: false });
  });

  it('writes batches where the cache takes them', async () => {
    const batches: number[] = [];
    const map = new WasmMap<number, string>({ key: 'u32', value: 'string' });
    const cache = { set: () => expect.unreachable(), putAll: (entries: readonly (readonly [number, string])[]) => { batches.push(entries.length); map.putAll(entries); } };
    await prewarm(cache, pairs(10), { batchSize: 4 });
    expect([batches, new Map(map)]).toEqual([[4, 4, 2], new Map(pairs(10))]);
  });

  it('writes the entries of a batch that is refused one by one, and reports those that do not fit', async () => {
    const map = new WasmMap<number, string>({ key: 'u32', value: 'string', name: 'users' });
    const entries = pairs(10);
    entries[3] = [-1, 'negative'];
    entries[8] = [8, 5 as never];
    const report = await prewarm(map, entries, { batchSize: 4, maxReported: 1 });
    expect([map.size, report.written, report.failedCount, report.failed.length]).toEqual([8, 8, 2, 1]);
    expect(report.failed[0]).toMatchObject({ index: 3, line: 4, key: -1 });
    expect(report.failed[0]!.error).toBeInstanceOf(WasmapRangeError);
  });

  it('gives the cache the ttl', async () => {
    const cache = new WasmCache<number, string>({ max: 10, clock: () => 1000 });
    await prewarm(cache, pairs(2), { ttl: 50 });
    expect(cache.getRemainingTTL(1)).toBe(50);
    const given: unknown[] = [];
    await prewarm({ set: () => expect.unreachable(), putAll: (_entries, options) => given.push(options) }, pairs(2), { ttl: 0 });
    expect(given).toEqual([{ ttl: 0 }]);
  });

  it('never reads further ahead than a batch', async () => {
    const seen = { read: 0 };
    let written = 0;
    let most = 0;
    const putAll = async (entries: readonly unknown[]): Promise<void> => {
      most = Math.max(most, seen.read - written);
      await settle();
      most = Math.max(most, seen.read - written);
      written += entries.length;
    };
    await prewarm({ set: () => undefined, putAll }, noting(pairs(100), seen), { batchSize: 7, concurrency: 4 });
    expect([most, written]).toEqual([7, 100]);
  });

  it('has the last of several rows with the same key win', async () => {
    const cache = new Map<number, number>();
    await prewarm(cache, Array.from({ length: 1000 }, (_, i) => [i % 3, i] as const), { batchSize: 7, concurrency: 8 });
    expect(cache).toEqual(new Map([[0, 999], [1, 997], [2, 998]]));
  });

  it('ends where the cache is closed, or the source fails; what came before stays', async () => {
    const closed = { set: (key: number) => { if (key === 5) throw new ClosedError('closed'); } };
    const seen = { read: 0, isClosed: false };
    await expect(prewarm(closed, noting(pairs(100), seen), { batchSize: 2 })).rejects.toBeInstanceOf(ClosedError);
    expect(seen).toEqual({ read: 6, isClosed: true });
    const cache = new Map<number, string>();
    const source = async function* () { yield* pairs(3); throw failure; };
    await expect(prewarm(cache, source())).rejects.toBe(failure);
    expect(cache.size).toBe(3);
  });
});

describe('prewarm, from keys', () => {
  it('loads so many at a time, and never holds more than so many batches', async () => {
    const seen = { read: 0 };
    const cache = new Map<number, number>();
    let running = 0;
    const most = { running: 0, held: 0 };
    const load = async (key: number): Promise<number> => {
      most.running = Math.max(most.running, ++running);
      most.held = Math.max(most.held, seen.read - cache.size);
      await settle();
      running--;
      return key * 2;
    };
    const report = await prewarm(cache, noting(pairs(50).map(([key]) => key), seen), { load, concurrency: 3, batchSize: 4 });
    expect([cache.size, cache.get(49), report.written]).toEqual([50, 98, 50]);
    expect(most.running).toBe(3);
    expect(most.held).toBeLessThanOrEqual(12);
  });

  it('counts keys without a value, and reports those that could not be loaded', async () => {
    const cache = new Map<number, number>();
    const load = (key: number): number | undefined => { if (key === 2) throw failure; return key === 1 ? undefined : key; };
    const report = await prewarm(cache, [0, 1, 2, 3], { load });
    expect([[...cache.keys()], report]).toMatchObject([[0, 3], { read: 4, written: 2, skipped: 1, failedCount: 1, failed: [{ index: 2, line: 3, key: 2, error: failure }] }]);
  });

  it('picks the keys from rows', async () => {
    const cache = new Map<number, string>();
    await prewarm(cache, ndjson<number, string>(['{"id":1}\n{"id":2}'], { key: 'id' }), { load: (key) => `user ${key}` });
    await prewarm(cache, [{ id: 3 }], { key: 'id', load: (key) => `user ${key}` });
    expect([...cache]).toEqual([[1, 'user 1'], [2, 'user 2'], [3, 'user 3']]);
  });

  it('has the cache load batches itself, and says which keys failed', async () => {
    const batches: (readonly number[])[] = [];
    const cache = new WasmCache<number, number>({
      max: 100, fetchAllMethod: async (keys) => { batches.push(keys); return keys.map((key) => (key === 5 ? failure : key === 6 ? undefined : key)); },
    });
    const report = await prewarm(cache, pairs(10).map(([key]) => key), { load: 'fetch', batchSize: 4, concurrency: 2 });
    expect(batches).toEqual([[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]);
    expect([report, cache.size]).toMatchObject([{ written: 8, skipped: 1, failedCount: 1, failed: [{ index: 5, key: 5, error: failure }] }, 8]);
  });

  it('has the cache load single keys where it loads no batches', async () => {
    const cache = new WasmCache<number, number>({ max: 100, fetchMethod: (key) => { if (key === 3) throw failure; return key; }, ttl: 10, clock: () => 1000 });
    const target = { set: () => expect.unreachable(), fetch: cache.fetch.bind(cache) };
    const report = await prewarm(target, [1, 2, 3], { load: 'fetch', ttl: 7 });
    expect([report, cache.getRemainingTTL(1)]).toMatchObject([{ written: 2, failed: [{ key: 3, error: failure }] }, 7]);
  });
});

describe('prewarm, from rows', () => {
  const lines = '{"key":1,"value":"a"}\n\n[2,"b"]\r\n{"key":3}\n{"value":"x"}\nnot json\n{"key":4,"value":"d"}';

  it('ends with the first bad row, having written what came before', async () => {
    const cache = new Map<number, string>();
    const result = watch(prewarm(cache, ndjson<number, string>([lines])));
    await settle();
    expect([...cache]).toEqual([[1, 'a'], [2, 'b']]);
    expect(result.error).toBeInstanceOf(RowError);
    expect(result.error).toMatchObject({ name: 'RowError', code: 'ERR_WASMAP_ROW', line: 4, expected: 'a value', message: 'ndjson: line 4: expected a value, got none' });
    expect(isWasmapError(result.error)).toBe(true);
  });

  it('skips bad rows where it may, and counts them', async () => {
    const cache = new Map<number, string>();
    const report = await prewarm(cache, ndjson<number, string>([lines]), { onBadRow: 'skip' });
    expect([[...cache], report]).toMatchObject([[[1, 'a'], [2, 'b'], [4, 'd']], { read: 6, written: 3, skipped: 3, failedCount: 0 }]);
    const other = await prewarm(cache, [[5, 'e'], 6, [7], null] as never, { onBadRow: 'skip' });
    expect(other).toMatchObject({ read: 4, written: 1, skipped: 3 });
  });

  it.each([
    [() => ndjson(['{"key":1,"value":2}\n{"key":']), 'ndjson: line 2: expected a value in JSON, got "{\\"key\\":"'],
    [() => ndjson(['{"id":1}'], { key: 'no' }), 'ndjson: line 1: expected a key in "no", got an object'],
    [() => ndjson(['5'], { value: () => 1 }), 'ndjson: line 1: expected a key, got 5'],
    [() => csv(['key,value\n"a,b']), 'csv: line 2: expected a quotation mark at the end of a field, got the end of the text'],
    [() => [[1, 2], 'text'], 'prewarm: row 2: expected a pair of key and value, got "text"'],
    [() => [[1, undefined]], 'prewarm: row 1: expected a value, got none'],
  ])('says what was expected, and where: %#', async (make, message) => {
    await expect(prewarm(new Map(), make() as never)).rejects.toThrow(message);
  });

  it('reads JSON lines out of bytes that are cut anywhere', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.jsonValue()), { maxLength: 6 }), fc.array(fc.nat()), fc.boolean(), async (rows, places, isEnded) => {
      const bytes = new TextEncoder().encode(rows.map((row) => JSON.stringify(row)).join('\n') + (isEnded ? '\n' : ''));
      const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
      const parts = ends.map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end));
      const entries = [];
      for await (const entry of ndjson(parts)) entries.push(entry);
      expect(entries).toEqual(JSON.parse(JSON.stringify(rows)));
    }), { numRuns: runs(300) });
  });

  it('reads a large file in the memory of a batch', async () => {
    const seen = { read: 0 };
    const cache = new Map<string, number>();
    let ahead = 0;
    const lines = function* () {
      for (let i = 0; i < 20_000; i++) {
        ahead = Math.max(ahead, seen.read - cache.size);
        yield Buffer.from(`"key ${i}",${i}\n`);
      }
    };
    const report = await prewarm(cache, csv<string, number>(noting(lines(), seen), { header: false, key: 0, value: (row: readonly string[]) => Number(row[1]) }), { batchSize: 64 });
    expect([report.written, cache.get('key 19999')]).toEqual([20_000, 19_999]);
    expect(ahead).toBeLessThanOrEqual(64);
  });
});

describe('the report', () => {
  const rows = fc.array(fc.oneof({ weight: 6, arbitrary: fc.constant('good') }, fc.constantFrom('bad', 'not found', 'not loaded', 'refused')), { maxLength: 60 });
  const sizes = fc.record({ batchSize: fc.integer({ min: 1, max: 9 }), concurrency: fc.integer({ min: 1, max: 9 }) });

  it('accounts for every row, and no more of them are held than batchSize times concurrency', async () => {
    await fc.assert(fc.asyncProperty(rows, sizes, fc.boolean(), fc.boolean(), async (rows, sizes, isLoaded, takesBatches) => {
      const seen = { read: 0 };
      const cache = new Map<number, string>();
      let done = 0;
      const set = (key: number, value: string): void => { done++; if (value === 'refused') throw failure; cache.set(key, value); };
      const putAll = (entries: readonly (readonly [number, string])[]): void => {
        if (entries.some(([, value]) => value === 'refused')) throw failure;
        for (const [key, value] of entries) set(key, value);
      };
      let most = 0;
      const load = async (key: number): Promise<string | undefined> => {
        most = Math.max(most, seen.read - done);
        await Promise.resolve();
        const value = rows[key]!;
        if (value === 'not found' || value === 'not loaded') done++;
        if (value === 'not loaded') throw failure;
        return value === 'not found' ? undefined : value;
      };
      const items = rows.map((row, i) => (row === 'bad' ? { value: 'x' } : { key: i, value: row }));
      const source = noting(items.map((row) => JSON.stringify(row) + '\n'), seen);
      const target = takesBatches ? { set, putAll } : { set };
      const report = await prewarm<number, string>(target, ndjson(source), { ...sizes, onBadRow: 'skip', maxReported: 3, ...(isLoaded && { load }) });
      const count = (...kinds: string[]): number => rows.filter((row) => kinds.includes(row)).length;
      const unrefused = isLoaded ? ['good'] : ['good', 'not found', 'not loaded'];
      expect(report).toMatchObject({ read: rows.length, written: count(...unrefused), skipped: count('bad') + (isLoaded ? count('not found') : 0) });
      expect(report.failedCount).toBe(count('refused') + (isLoaded ? count('not loaded') : 0));
      expect(report.failed.length).toBe(Math.min(3, report.failedCount));
      expect([...cache.keys()].sort((a, b) => a - b)).toEqual(rows.flatMap((row, i) => (unrefused.includes(row) ? [i] : [])));
      expect(most - count('bad')).toBeLessThanOrEqual(sizes.batchSize * sizes.concurrency);
    }), { numRuns: runs(300) });
  });
});

describe('prewarm that is aborted', () => {
  it('ends at once, though the source never gives anything again, and tells it', async () => {
    const controller = new AbortController();
    const seen = { isClosed: false };
    const cache = new Map<number, string>();
    const source = { [Symbol.asyncIterator]: () => {
      const rest = pairs(5);
      return {
        next: () => { const value = rest.shift(); return value === undefined ? new Promise<never>(() => undefined) : Promise.resolve({ value, done: false }); },
        return: () => { seen.isClosed = true; return Promise.reject(failure); },
      };
    } };
    const report = watch(prewarm(cache, source, { signal: controller.signal, batchSize: 2 }));
    await settle();
    expect([report.state, cache.size]).toEqual(['waits', 4]);
    controller.abort('enough');
    await settle();
    expect([report.value, seen.isClosed, cache.size]).toMatchObject([{ aborted: true, read: 5, written: 4 }, true, 4]);
  });

  it.each(['web', 'node'])('closes a stream that waits, of kind %s', async (kind) => {
    const controller = new AbortController();
    const stream = new Readable({ read: () => undefined });
    stream.push('[1,"a"]\n');
    const cache = new Map<number, string>();
    const report = watch(prewarm(cache, ndjson<number, string>(kind === 'web' ? Readable.toWeb(stream) as never : stream), { signal: controller.signal, batchSize: 1 }));
    await settle();
    controller.abort();
    await settle();
    expect([report.value, stream.destroyed, cache.size]).toMatchObject([{ aborted: true, written: 1 }, true, 1]);
  });

  it('aborts what is being loaded, which is no failure, and writes nothing more', async () => {
    const controller = new AbortController();
    const signals: AbortSignal[] = [];
    const cache = new Map<number, number>();
    const load = (key: number, { signal }: { signal: AbortSignal }): Promise<number> | number => {
      signals.push(signal);
      return key < 2 ? key : new Promise((_resolve, reject) => { signal.addEventListener('abort', () => { reject(failure); }); });
    };
    const report = watch(prewarm(cache, [0, 1, 2, 3, 4, 5], { load, concurrency: 2, signal: controller.signal }));
    await settle();
    controller.abort('enough');
    await settle();
    expect([report.value, signals.at(-1)!.reason, cache.size]).toMatchObject([{ aborted: true, read: 4, failedCount: 0, written: 0 }, 'enough', 0]);
  });

  it('reads nothing where it was aborted before', async () => {
    const seen = { read: 0 };
    expect(await prewarm(new Map(), noting(pairs(5), seen), { signal: AbortSignal.abort() })).toMatchObject({ aborted: true, read: 0 });
    expect(seen.read).toBe(0);
  });
});

describe('rate', () => {
  it.each([
    [1000, 1024, [100, 100, 100, 100]],
    [10, 1024, Array.from({ length: 499 }, () => 100)],
    [1000, 50, Array.from({ length: 9 }, () => 50)],
  ])('has %i entries go in a second, at most, with batches of %i', async (rate, batchSize, sleeps) => {
    const clock = new SleepyClock();
    const report = await prewarm(new Map(), pairs(500), { rate, batchSize, clock });
    expect(clock.sleeps).toEqual(sleeps);
    expect(report.written).toBe(500);
    expect(report.ratePerSecond).toBeLessThanOrEqual(rate * 500 / (500 - Math.min(batchSize, rate / 10)) + 1e-9);
  });

  it('holds for loads that go on at the same time, too', async () => {
    const clock = new SleepyClock();
    const times: number[] = [];
    await prewarm(new Map<number, number>(), pairs(30).map(([key]) => key), { rate: 100, concurrency: 5, clock, load: async (key) => { times.push(clock.time); return key; } });
    const soonest = times.map((time, i) => time - 10 * i);
    expect([times.length, Math.min(...soonest) >= 0]).toEqual([30, true]);
  });

  it('ends its waiting when it is aborted', async () => {
    const controller = new AbortController();
    const report = watch(prewarm(new Map(), pairs(5), { rate: 0.001, signal: controller.signal }));
    await settle();
    controller.abort();
    await settle();
    expect(report.value).toMatchObject({ aborted: true, written: 1, read: 2 });
  });
});

describe('onProgress', () => {
  it('is told after each batch, and at the end', async () => {
    const told: PrewarmProgress[] = [];
    const clock = new SleepyClock();
    const set = (): void => { clock.time += 10; };
    await prewarm({ set }, new Set(pairs(5)), { batchSize: 2, clock, onProgress: (progress) => { told.push(progress); } });
    expect(told.map(({ read, written, total, ratePerSecond }) => [read, written, total, ratePerSecond])).toEqual([[2, 2, 5, 100], [4, 4, 5, 100], [5, 5, 5, 100]]);
    const loads: PrewarmProgress[] = [];
    await prewarm(new Map<number, number>(), noting([1, 2, 3], { read: 0 }), { batchSize: 2, concurrency: 1, load: (key: number) => key, total: 9, onProgress: (progress) => { loads.push(progress); } });
    expect(loads.map(({ read, written, total }) => [read, written, total])).toEqual([[2, 2, 9], [3, 3, 9]]);
  });

  it('ends all where it throws', async () => {
    const seen = { read: 0, isClosed: false };
    await expect(prewarm(new Map(), noting(pairs(9), seen), { batchSize: 2, onProgress: () => { throw failure; } })).rejects.toBe(failure);
    expect(seen).toEqual({ read: 2, isClosed: true });
  });
});

describe('the channel wasmap:prewarm', () => {
  it('tells what is filled, and what came of it', async () => {
    const channel = tracingChannel('wasmap:prewarm');
    const told: unknown[] = [];
    const listeners = {
      start: () => undefined, end: () => undefined, asyncStart: () => undefined,
      asyncEnd: (message: unknown) => { told.push(message); }, error: (message: unknown) => { told.push(['error', (message as { error: unknown }).error]); },
    };
    channel.subscribe(listeners);
    const map = new WasmMap<number, string>({ key: 'u32', value: 'string', name: 'users' });
    const report = await prewarm(map, pairs(3));
    await expect(prewarm(map, [5] as never)).rejects.toThrow(RowError);
    channel.unsubscribe(listeners);
    await prewarm(map, pairs(3));
    expect(told.length).toBe(3);
    expect(told[0]).toMatchObject({ cache: map, result: report });
    expect(told[1]).toMatchObject(['error', { line: 1 }]);
  });
});

describe('arguments of prewarm', () => {
  it.each([
    [{}, { concurrency: 0 }, WasmapRangeError, 'prewarm: concurrency: expected an integer from 1, got 0'],
    [{}, { batchSize: '5' }, WasmapTypeError, 'prewarm: batchSize: expected an integer from 1, got "5"'],
    [{}, { rate: 0 }, WasmapRangeError, 'prewarm: rate: expected entries per second above 0, got 0'],
    [{}, { ttl: -1 }, WasmapRangeError, 'prewarm: ttl: expected milliseconds from 0, got -1'],
    [{}, { onBadRow: 'ignore' }, WasmapTypeError, "prewarm: onBadRow: expected one of fail, skip, got \"ignore\""],
    [{}, { load: 'get' }, WasmapTypeError, 'prewarm: load: expected a function, or \'fetch\', got "get"'],
    [{}, { load: 'fetch' }, WasmapTypeError, "prewarm: cache: expected a method fetchAll or fetch, for load: 'fetch', got a value of type Map"],
    [{}, { signal: 5 }, WasmapTypeError, 'prewarm: signal: expected an AbortSignal, got 5'],
    [{}, { batchsize: 5 }, WasmapTypeError, "prewarm: unknown option \"batchsize\"; did you mean 'batchSize'?"],
    [{ source: 'text' }, {}, WasmapTypeError, 'prewarm: source: expected an iterable, an async iterable, or a stream, got "text"'],
    [{ source: csv([]) }, { key: 'a' }, WasmapTypeError, 'prewarm: key, value: expected them among the options of ndjson or csv, not of prewarm'],
    [{ cache: {} }, {}, WasmapTypeError, 'prewarm: cache: expected a cache, or what has a method set, got an object'],
  ])('are refused where they make no sense: %# %o', async (given, options, type, message) => {
    const { cache = new Map<number, string>(), source = [] } = given as { cache?: Map<number, string>; source?: never[] };
    const failing = prewarm(cache, source, options as PrewarmOptions<number, string>);
    await expect(failing).rejects.toThrow(type);
    await expect(failing).rejects.toThrow(message);
  });
});

import { execFileSync, fork, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { firstDifferenceFromLru, hitRatios, referenceHits } from '../cache/hit-ratios.js';
import { judgeCaches, missedBars } from '../cache/figures/index.js';
import { ratioPlan, rivalsOf, throughputPlan } from '../cache/plan.js';
import type { CacheCollections, CacheMemory } from '../cache/measures/task.js';
import type { CacheRequest, CacheResponse } from '../cache/process/protocol.js';
import { cacheCharts } from '../cache/report/charts.js';
import { CACHE_SCHEMA, type CacheReport, type RatioTable, type ThroughputResult } from '../cache/report/schema.js';
import { renderCacheFigures, renderCaches } from '../cache/report/table.js';
import { inSequence, requestsOf, zipfRequests, type Requests } from '../cache/requests.js';
import { cacheRivals } from '../cache/rivals/index.js';
import { CACHE_RIVALS, type Cache, type CacheRivalName } from '../cache/rivals/rival.js';
import { LruSimulator } from '../cache/simulators/lru.js';
import { RequestStream } from '../cache/throughput/stream.js';
import { zipfRanks } from '../cache/zipf.js';
import { createRandom } from '../input/random.js';
import { AbsentError } from '../rivals/absent.js';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'cache-bench-'));
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function requestsFrom(keys: readonly number[]): Requests {
  return { name: 'a trace', keys: Uint32Array.from(keys), distinct: Math.max(-1, ...keys) + 1 };
}

/** Tries every choice: who goes on a miss, the newcomer among them. */
function mostHits(keys: readonly number[], capacity: number, inside: readonly number[] = [], from = 0): number {
  if (from === keys.length) return 0;
  const key = keys[from];
  if (inside.includes(key)) return 1 + mostHits(keys, capacity, inside, from + 1);
  const all = [...inside, key];
  if (all.length <= capacity) return mostHits(keys, capacity, all, from + 1);
  return Math.max(...all.map((gone) => mostHits(keys, capacity, all.filter((each) => each !== gone), from + 1)));
}

const traces = (most: number, length: number) => fc.array(fc.nat(most), { minLength: 1, maxLength: length });

describe('optimal', () => {
  test('is what trying every choice comes to, on short traces', () => {
    fc.assert(
      fc.property(traces(5, 11), fc.integer({ min: 1, max: 4 }), (keys, capacity) => {
        expect(referenceHits('optimal', requestsFrom(keys), capacity)).toBe(mostHits(keys, capacity));
      }),
      { numRuns: 300 },
    );
  });

  test('is reached by no simulation, and grows with the capacity', () => {
    fc.assert(
      fc.property(traces(60, 400), fc.integer({ min: 1, max: 40 }), (keys, capacity) => {
        const requests = requestsFrom(keys);
        const optimal = referenceHits('optimal', requests, capacity);
        expect(referenceHits('lru', requests, capacity)).toBeLessThanOrEqual(optimal);
        expect(referenceHits('s3-fifo', requests, capacity)).toBeLessThanOrEqual(optimal);
        expect(referenceHits('optimal', requests, capacity + 1)).toBeGreaterThanOrEqual(optimal);
      }),
    );
  });

  test('misses each key once where all fit', () => {
    fc.assert(
      fc.property(traces(20, 100), (keys) => {
        expect(referenceHits('optimal', requestsFrom(keys), 21)).toBe(keys.length - new Set(keys).size);
      }),
    );
  });
});

describe('simulated LRU', () => {
  test('hits where fewer other keys than fit were asked for since', () => {
    fc.assert(
      fc.property(traces(12, 120), fc.integer({ min: 1, max: 10 }), (keys, capacity) => {
        const simulator = new LruSimulator(capacity, 13);
        keys.forEach((key, i) => {
          const before = keys.lastIndexOf(key, i - 1);
          const hit = i > 0 && before !== -1 && new Set(keys.slice(before + 1, i)).size < capacity;
          expect(simulator.request(key)).toBe(hit);
        });
      }),
    );
  });

  test('finds the request at which another cache is not LRU', () => {
    const map = new Map<number, number>();
    const fifo: Cache<number, number> = {
      get size() { return map.size; },
      get: (key) => map.get(key),
      set: (key, value) => {
        if (map.size === 2) map.delete([...map.keys()][0]);
        map.set(key, value);
      },
    };
    // 0 is read before 2 comes: LRU keeps it, a queue does not.
    expect(firstDifferenceFromLru(fifo as Cache, requestsFrom([0, 1, 0, 2, 0]), 2)).toBe(4);
  });
});

describe('simulated S3-FIFO', () => {
  /** The textbook's lists, slow and plain. */
  function plainHits(keys: readonly number[], capacity: number): number {
    const smallMost = Math.max(1, Math.floor(capacity * 0.1));
    const [small, main, ghosts]: [number[], number[], number[]] = [[], [], []];
    const reads = new Map<number, number>();
    const evictMain = (): void => {
      for (let key = main.shift()!; reads.get(key)! > 0; key = main.shift()!) {
        reads.set(key, reads.get(key)! - 1);
        main.push(key);
      }
    };
    const evictSmall = (): void => {
      for (let key = small.shift(); key !== undefined; key = small.shift()) {
        if (reads.get(key)! < 2) {
          ghosts.push(key);
          if (ghosts.length > capacity - smallMost) ghosts.shift();
          return;
        }
        reads.set(key, 0);
        main.push(key);
        if (main.length > capacity - smallMost) evictMain();
      }
    };
    let hits = 0;
    for (const key of keys) {
      if (small.includes(key) || main.includes(key)) {
        hits++;
        reads.set(key, Math.min(3, reads.get(key)! + 1));
        continue;
      }
      while (small.length + main.length >= capacity) if (small.length >= smallMost || main.length === 0) evictSmall(); else evictMain();
      reads.set(key, 0);
      const ghost = ghosts.indexOf(key);
      if (ghost >= 0) ghosts.splice(ghost, 1);
      (ghost >= 0 ? main : small).push(key);
    }
    return hits;
  }

  test('has the hits of plain lists', () => {
    fc.assert(
      fc.property(traces(30, 400), fc.integer({ min: 1, max: 25 }), (keys, capacity) => {
        expect(referenceHits('s3-fifo', requestsFrom(keys), capacity)).toBe(plainHits(keys, capacity));
      }),
    );
  });
});

describe('requests', () => {
  const numbered = [0, 1, 0, 2, 1];

  test.each([
    ['text', 'a.txt', 'käse\nb\nkäse\n\n c c \r\nb\n'],
    ['text of any name', 'requests.log', 'x\ny\nx\nz\ny'],
    ['gzipped text', 'a.txt.gz', gzipSync('x\ny\nx\nz\ny')],
    ['lirs', 'a.lirs', '7\n*\n8\n7\n-1\n8\n'],
    ['gzipped lirs', 'a.lirs.gz', gzipSync('7\n8\n7\n*\n-1\n8\n')],
    ['arc', 'a.arc', '5 2 0 0\n5 1 0 1\n9 1 0 2\n6 1 0 3\n'],
    ['be32', 'a.be32', Buffer.from('00000007 ffffffff 00000007 00000001 ffffffff'.replaceAll(' ', ''), 'hex')],
    ['gzipped be64', 'a.be64.gz', gzipSync(Buffer.from(['7', 'ffffffff00000000', '7', '1', 'ffffffff00000000'].map((hex) => hex.padStart(16, '0')).join(''), 'hex'))],
  ])('are numbered in the order in which keys come: %s', (_, name, content) => {
    const { keys, distinct } = requestsOf(written(name, content));
    expect([...keys]).toEqual(numbered);
    expect(distinct).toBe(3);
  });

  test.each([
    ['no requests', 'empty.txt', '\n \n', 'holds no requests'],
    ['no text', 'binary.dat', new Uint8Array(8), 'binary traces end in .be32 or .be64'],
    ['no gzip', 'broken.txt.gz', 'no gzip', 'cannot be read'],
  ])('are refused with a reason: %s', (_, name, content, reason) => {
    expect(() => requestsOf(written(name, content))).toThrow(reason);
  });

  test('of several traces keep the keys of each apart, and those of one together', () => {
    const [a, b] = [requestsFrom([0, 1, 0]), requestsFrom([0, 2, 1])];
    expect(inSequence('all', [a, b, a])).toEqual({ name: 'all', keys: Uint32Array.of(0, 1, 0, 2, 4, 3, 0, 1, 0), distinct: 5 });
  });

  test('that are generated are the same for one seed, others for another', () => {
    const options = { exponent: 0.99, keys: 1000, requests: 500, seed: 7 };
    expect(zipfRequests(options)).toEqual(zipfRequests(options));
    expect(zipfRequests({ ...options, seed: 8 }).keys).not.toEqual(zipfRequests(options).keys);
  });
});

describe("Zipf's distribution", () => {
  test.each([0.5, 0.9, 0.99, 1, 1.1, 2])('has its probabilities with the exponent %d', (exponent) => {
    const [n, draws] = [50, 400_000];
    const next = zipfRanks(n, exponent, createRandom(11));
    const counts = new Array<number>(n).fill(0);
    for (let i = 0; i < draws; i++) counts[next()]++;
    const weights = counts.map((_, rank) => (rank + 1) ** -exponent);
    const sum = weights.reduce((total, weight) => total + weight, 0);
    counts.forEach((count, rank) => {
      const expected = (draws * weights[rank]) / sum;
      // Five deviations: of 300 counts, none is beyond them by chance.
      expect(Math.abs(count - expected)).toBeLessThan(5 * Math.sqrt(expected) + 1);
    });
  });
});

describe('every rival', () => {
  const requests = zipfRequests({ exponent: 0.9, keys: 3_000, requests: 30_000, seed: 3 });

  test.each(cacheRivals)('$name holds no more than it may, or says how to install it', async ({ open }) => {
    const create = await open({ keys: 'u32', values: 'f64', seed: 1 }).catch((error: unknown) => error);
    if (create instanceof AbsentError) {
      expect(create.message).toMatch(/npm (install|run build)/);
      return;
    }
    const cache = (create as (capacity: number) => Cache)(200);
    for (const key of requests.keys) {
      if (cache.get(key) === undefined) cache.set(key, key + 0.5);
      if (cache.size > 200) throw new Error(`holds ${cache.size}`);
    }
    expect(cache.size).toBeGreaterThan(90);
    cache.close?.();
  });

  test.each(cacheRivals)('$name does requests with numbers and fresh strings, and has the same hits', async ({ open, requester }) => {
    const hits: number[] = [];
    for (const keys of ['u32', 'string'] as const) {
      const create = await open({ keys, values: 'f64', seed: 1 }).catch((error: unknown) => error);
      if (create instanceof AbsentError) return;
      const cache = (create as (capacity: number) => Cache)(1000);
      hits.push(new RequestStream({ keys, capacity: 1000, exponent: 0.99, seed: 5 }).take(20_000).send(cache, requester));
      cache.close?.();
    }
    expect(hits[0]).toBeGreaterThan(10_000);
    // Admission by a sketch depends on the hashes of the keys.
    expect(Math.abs(hits[0] - hits[1])).toBeLessThan(400);
  });

  test('is a row, absent or measured, after the references', async () => {
    const { rows } = await hitRatios(requests, { capacities: [50, 500], rivals: ['wasmap', 'lru-cache'], seed: 1 });
    expect(rows.map(({ name }) => name)).toEqual(['optimal', 'lru', 's3-fifo', 'wasmap', 'lru-cache']);
    const [optimal, lru] = rows;
    for (const { ratios, absent } of rows) {
      if (absent !== undefined) continue;
      expect(ratios).toHaveLength(2);
      ratios.forEach((ratio, i) => expect(ratio).toBeLessThanOrEqual(optimal.ratios[i]));
    }
    const peer = rows[4];
    if (peer.absent === undefined) expect(peer.ratios).toEqual(lru.ratios);
  });
});

describe('plans', () => {
  test('take the policies asked for, and all other caches', () => {
    expect(rivalsOf({ policies: ['lru'] })).toEqual(CACHE_RIVALS.filter((name) => name === 'wasmap-lru' || !name.startsWith('wasmap')));
    expect(rivalsOf({ policies: ['s3-fifo'], rivals: ['wasmap', 'wasmap-s3-fifo', 'quick-lru'] })).toEqual(['wasmap-s3-fifo', 'quick-lru']);
  });

  test('have capacities in ascending order, of shares of the keys where none are named', () => {
    const capacitiesOf = (capacities?: number[]) => ratioPlan({ ...requestsFrom([0]), distinct: 1000 }, { capacities }, 1).flatMap((step) => ('capacities' in step ? step.capacities : []));
    expect(capacitiesOf([500, 20, 500])).toEqual([20, 500]);
    expect(capacitiesOf()).toEqual([10, 20, 50, 100, 200, 400]);
  });

  test('measure memory and collections unless they are quick', () => {
    const kinds = (quick: boolean) => new Set(throughputPlan({}, 1, quick).map((step) => (step.kind === 'measure' ? step.task.measure : step.kind)));
    expect(kinds(true)).toEqual(new Set(['throughput']));
    expect(kinds(false)).toEqual(new Set(['throughput', 'memory', 'collection']));
  });
});

const EMPTY: CacheReport = {
  schema: CACHE_SCHEMA, created: '2026-01-01T00:00:00.000Z', wasmap: '0', machine: 'a machine', cpu: 'a processor', cores: 2, memoryBytes: 1, node: 'v24.0.0',
  v8: '0', seed: 1, quick: false, ratios: [], lruChecks: [], throughput: [], memory: [], collections: [], figures: [], absent: [],
};

function throughputOf(rival: CacheRivalName, ns: number, hitRatio: number, lruCacheNs = 400): ThroughputResult {
  const spread = (value: number) => ({ median: value, lower: value, upper: value });
  return { keys: 'u32', capacity: 1_000_000, exponent: 0.99, rival, ns: spread(ns), ratio: spread(lruCacheNs / ns), hitRatio, entries: 1e6, rounds: [ns, ns] };
}

describe('figures', () => {
  const row = (report: CacheReport, ending: string) => judgeCaches(report, ['throughput']).find((figure) => figure.row.endsWith(ending));

  test('of throughput are judged beside lru-cache, and beside the fastest peer of the same bound', () => {
    const peers = [throughputOf('lru-cache', 400, 0.8), throughputOf('sieve-cache', 200, 0.81), throughputOf('quick-lru', 50, 0.7)];
    const report = (ns: number, hits: number) => ({ ...EMPTY, throughput: [throughputOf('wasmap', ns, hits), ...peers] });
    expect(row(report(100, 0.82), '1 M entries, integer keys, to lru-cache')).toMatchObject({ bar: '≥ 4.00×', met: true });
    expect(row(report(101, 0.82), '1 M entries, integer keys, to lru-cache')).toMatchObject({ met: false });
    expect(row(report(150, 0.82), 'to the fastest peer, @neophi/sieve-cache')).toMatchObject({ met: true, measured: '1.33× (1.33–1.33)' });
    expect(row(report(150, 0.805), 'hit ratio beside the fastest peer, @neophi/sieve-cache')).toMatchObject({ bar: '> 81.00', met: false });
  });

  test('of hit ratios count the worst seed', () => {
    const table = (seed: number, ours: number): RatioTable => ({
      trace: 'oltp', requests: 100, distinct: 10, seed, capacities: [250, 2000],
      rows: [
        { name: 'optimal', ratios: [0.38, 0.6] }, { name: 'lru', ratios: [0.16, 0.42] }, { name: 's3-fifo', ratios: [0.2, 0.4] },
        { name: 'wasmap', ratios: [ours, 0.414] },
      ],
    });
    const figures = judgeCaches({ ...EMPTY, ratios: [table(1, 0.23), table(2, 0.217)] }, ['ratios']);
    expect(figures.find(({ row: name }) => name.startsWith('oltp at 250'))).toMatchObject({ bar: '≥ 21.76', measured: '21.70, worst of 2 seeds', met: false });
    expect(figures.find(({ row: name }) => name === 'oltp at 2000, LRU − 0.5')).toMatchObject({ bar: '≥ 41.50', met: false });
    expect(figures.find(({ row: name }) => name === 'oltp at 2000, published W-TinyLFU − 1')).toMatchObject({ bar: '≥ 40.67', met: true });
  });

  test('of memory and collections have bars for wasmap, and others beside it', () => {
    const report: CacheReport = {
      ...EMPTY,
      memory: [{ rival: 'wasmap', keys: 'u32', capacity: 1e6, bytesPerEntry: [50, 57, 58] }, { rival: 'lru-cache', keys: 'u32', capacity: 1e6, bytesPerEntry: [90] }],
      collections: (['none', 'wasmap', 'lru-cache'] as const).map((rival, i) => ({ rival, values: 'f64', capacity: 1e6, pausesMs: [[10], [12], [90]][i], delaysMs: [] })),
    };
    const figures = judgeCaches(report, ['memory', 'collections']);
    expect(figures.filter(({ measured }) => measured !== 'not measured').map(({ bar, measured, met }) => [bar, measured, met])).toEqual([
      ['≤ 56.0', '57.0', false], ['', '90.0', undefined], ['≤ 1.30×', '1.20×', true], ['', '9.00×', undefined],
    ]);
    expect(missedBars(figures).map(({ measured }) => measured)).toEqual(['57.0', 'not measured']);
    expect(renderCacheFigures(figures)).toMatch(/bytes an entry, u32→f64, wasmap\s*│\s*≤ 56.0 │\s*57.0 │\s*MISSED/);
  });

  test('without traces are missed, not passed over', () => {
    expect(missedBars(judgeCaches(EMPTY, ['ratios']))).toHaveLength(1);
  });
});

describe('the report', () => {
  const report: CacheReport = {
    ...EMPTY,
    ratios: [{ trace: 't', requests: 9, distinct: 3, seed: 1, capacities: [1, 2], rows: [
      { name: 'optimal', ratios: [0.5, 0.75] }, { name: 'quick-lru', ratios: [0.25, 0.5] }, { name: 'wasmap', ratios: [], absent: 'not there' },
    ] }],
    throughput: [throughputOf('lru-cache', 400, 0.8), { ...throughputOf('lru-cache', 100, 0.7), capacity: 10_000 }],
  };

  test('has a row a rival and a column a capacity, says how it was sized and why it is absent', () => {
    const text = renderCaches(report);
    expect(text).toMatch(/optimal \(Belady\)\s*│\s*50\.00 │\s*75\.00/);
    expect(text).toMatch(/quick-lru \(maxSize n \/ 2: it holds up to twice that\)\s*│\s*25\.00 │\s*50\.00/);
    expect(text).toMatch(/wasmap: not there\s*│\s*– │\s*–/);
    expect(text).toMatch(/Zipf 0\.99, 1 M entries, integer keys/);
  });

  test('draws hit ratios and times as curves over capacity', () => {
    const [ratios, times] = cacheCharts(report).map(({ options }) => options);
    expect(ratios.x).toEqual([1, 2]);
    expect(ratios.series.map(({ label, values }) => [label, values])).toEqual([['optimal (Belady)', [0.5, 0.75]], ['quick-lru', [0.25, 0.5]]]);
    expect(times.x).toEqual([10_000, 1_000_000]);
    expect(times.series[0].values).toEqual([100, 400]);
  });
});

describe('the measuring process', () => {
  /** As the parent asks it, of fewer entries. */
  const ask = (request: CacheRequest): Promise<CacheResponse> =>
    new Promise((resolve, reject) => {
      const child = fork(CLI, ['cache-worker'], { execArgv: ['--expose-gc'], serialization: 'advanced', cwd: CHECKOUT });
      child.once('message', (response) => {
        child.disconnect();
        resolve(response as CacheResponse);
      });
      child.once('error', reject);
      child.send(request);
    });
  const common = { capacity: 20_000, seed: 1 } as const;

  test.each(['u32', 'string'] as const)('reads bytes an entry from the resident set: %s', async (keys) => {
    for (const rival of ['lru-cache', 'wasmap'] as const) {
      const response = await ask({ type: 'measure', task: { measure: 'memory', rival, keys, ...common } });
      if (response.type === 'absent') continue;
      const { result } = response as Extract<CacheResponse, { type: 'measured' }>;
      // Key and value alone take 12 bytes.
      expect((result as CacheMemory).bytesPerEntry).toBeGreaterThan(12);
      expect((result as CacheMemory).bytesPerEntry).toBeLessThan(500);
    }
  });

  test.each(['f64', 'any'] as const)('times full collections with a cache alive, and without: %s', async (values) => {
    for (const rival of ['none', 'lru-cache', 'wasmap'] as const) {
      const response = await ask({ type: 'measure', task: { measure: 'collection', rival, values, loadMs: 50, ...common } });
      if (rival !== 'none' && response.type === 'absent') continue;
      const { result } = response as Extract<CacheResponse, { type: 'measured' }>;
      expect((result as CacheCollections).pausesMs).toHaveLength(7);
      for (const ms of (result as CacheCollections).pausesMs) expect(ms).toBeGreaterThan(0);
    }
  });

  test('answers failures as such', async () => {
    expect(await ask({ type: 'turn' })).toMatchObject({ type: 'failed', message: expect.stringContaining('no cache is open') as string });
  });
});

describe('the command', () => {
  const run = (...args: string[]) => spawnSync(process.execPath, [CLI, 'bench', 'cache', ...args], { encoding: 'utf8', cwd: CHECKOUT });

  test('compares over a trace, and writes JSON and a page', () => {
    const trace = written('tiny.txt', Array.from({ length: 2000 }, (_, i) => `key ${(i * i) % 97}`).join('\n'));
    const [json, html] = [join(folder, 'r.json'), join(folder, 'r.html')];
    const text = execFileSync(process.execPath, [CLI, 'bench', 'cache', '--trace', trace, '--capacity', '10,40', '--json', json, '--html', html], { encoding: 'utf8', cwd: CHECKOUT });
    expect(text).toMatch(/tiny\.txt: 2000 requests for 49 keys/);
    const report = JSON.parse(readFileSync(json, 'utf8')) as CacheReport;
    expect(report.schema).toBe(CACHE_SCHEMA);
    expect(report.ratios[0].capacities).toEqual([10, 40]);
    const page = readFileSync(html, 'utf8');
    expect(page).toContain('id="cache-report"');
    expect(page).toContain('id="chart-0"');
    expect(page).toContain('--cache-optimal');
  });

  test('measures throughput in processes', { timeout: 120_000 }, () => {
    const json = join(folder, 't.json');
    const { status, stderr } = run('--quick', '--capacity', '1k', '--kinds', 'string', '--rivals', 'lru-cache,wasmap', '--json', json);
    expect(stderr).not.toMatch(/Failed/);
    expect(status).toBe(0);
    const { throughput, absent } = JSON.parse(readFileSync(json, 'utf8')) as CacheReport;
    expect(throughput.length + absent.length).toBe(2);
    for (const { hitRatio, rounds, cuttingNs } of throughput) {
      expect(hitRatio).toBeGreaterThan(0.4);
      expect(rounds.length).toBeGreaterThanOrEqual(5);
      expect(cuttingNs).toBeGreaterThan(0);
    }
  });

  test('has its own help, and leaves that of bench as it was', () => {
    const help = run('--help').stdout;
    for (const option of ['--trace', '--capacity', '--policies', '--zipf', '--requests', '--figures', '--traces', '--check']) expect(help).toContain(option);
    expect(spawnSync(process.execPath, [CLI, 'bench', '--help'], { encoding: 'utf8' }).stdout).toMatch(/--patterns[\s\S]*cache \[options\]/);
  });

  test.each([
    [['--trace', 'x.txt', '--zipf', '1'], 'goes with none of --zipf'],
    [['--keys', '1e3', '--zipf', '0.9,1.1'], 'has one exponent'],
    [['--keys', '1e3', '--quick'], 'go with no trace'],
    [['--check'], 'belong to --figures'],
    [['--figures', '--quick'], 'has its own plan'],
    [['--sections', 'ratios'], 'need a trace'],
    [['--zipf', '0'], 'is no exponent'],
    [['--keys', 'many'], 'is no number of them'],
    [['--policies', 'fifo'], "'fifo' is no policy; known: w-tinylfu, s3-fifo, lru, or all"],
    [['--trace', join(folder, 'nowhere.txt')], 'cannot be read (ENOENT)'],
    [['--figures', '--sections', 'ratios', '--traces', folder], 'no trace whose name begins with oltp'],
  ])('says what does not go: %j', (args, reason) => {
    const { status, stderr } = run(...args);
    expect(stderr).toContain(reason);
    expect(status).toBe(1);
  });
});

/**
 * Many caches of all kinds and policies in one heap, whose memory others have used before: each does what it would do in a heap of its own, request by request, and
 * bytes are accounted for to the last.
 */
import { describe, expect, it } from 'vitest';
import { Heap, type KeyKind, type ValueKind } from '../../src/index.js';
import { WasmCache, type WasmCacheOptions } from '../../src/cache/index.js';
import { DEFAULT_QUOTA, QUOTA_USED } from '../../src/engine/memory-map.js';
import { collect } from '../heap/collect.js';
import { createEngine, type EngineName } from '../support/engines.js';
import { walkHeap } from '../support/invariants-heap.js';
import { randomWords } from '../support/random.js';
import { writeText } from '../../src/engine/keys.js';

type Cache = WasmCache<unknown, unknown>;
type Options = WasmCacheOptions & { key: KeyKind; value: ValueKind };

function heapOver(name: EngineName): Heap {
  const engine = createEngine(name);
  // The module alone has none.
  if (name !== 'js') engine.stageText = (text, at) => writeText(engine, text, at);
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- heaps choose among the engines that users can have
  return Object.assign(Object.create(Heap.prototype) as object, { _engine: engine, _quota: DEFAULT_QUOTA }) as Heap;
}

const KEYS: readonly KeyKind[] = ['u32', 'f64', 'u64', 'string', 'bytes', 'any'];
const VALUES: readonly ValueKind[] = ['u32', 'f64', 'string', 'bytes', 'any'];
const POLICIES = ['w-tinylfu', 's3-fifo', 'lru'] as const;

type Below = (limit: number) => number;

function keyOf(kind: KeyKind, n: number): unknown {
  if (kind === 'u64') return BigInt(n);
  if (kind === 'string') return `${n}${'k'.repeat(n % 50)}`;
  if (kind === 'bytes') return Uint8Array.of(n, n >> 8);
  return kind === 'any' && n % 2 === 1 ? `k${n}` : n;
}

function valueOf(kind: ValueKind, n: number): unknown {
  if (kind === 'string') return 'v'.repeat(n % 300);
  if (kind === 'bytes') return new Uint8Array(n % 300).fill(n);
  return kind === 'any' ? { n } : n;
}

function optionsOf(below: Below, clock: () => number): Options {
  const pick = <T>(choices: readonly T[]): T => choices[below(choices.length)]!;
  const bound = pick<object>([{ max: 1 + below(3000) }, { max: 9000 }, { maxBytes: 1000 + below(60_000) }, { maxSize: 500, sizeCalculation: () => 3 }, { max: 200, maxBytes: 20_000 }]);
  return { ...bound, key: pick(KEYS), value: pick(VALUES), policy: pick(POLICIES), seed: BigInt(below(1000)), clock, ...(below(3) === 0 && { ttl: 1 + below(200) }) };
}

/** One call of a cache, the same for all that it is made on; what it returns is compared. */
function callOf(below: Below, { key, value, max = 0 }: Options): (cache: Cache) => unknown {
  const keys = Array.from({ length: 1 + below(300) }, () => keyOf(key, below(below(2) === 0 ? 4000 : 200)));
  const entries = keys.map((key) => [key, valueOf(value, below(1000))] as const);
  switch (below(8)) {
    case 0: return (cache) => keys.map((key) => cache.get(key));
    case 1: return (cache) => { for (const [key, value] of entries) cache.set(key, value); };
    case 2: return (cache) => cache.deleteAll(keys);
    case 3: return (cache) => ({ ...cache.putAll(entries), durationMs: 0 });
    case 4: return (cache) => cache.getAll(keys);
    case 5: {
      const most = 1 + below(3000);
      return (cache) => { if (max > 0) cache.resize({ max: most }); };
    }
    case 6: return below(4) === 0 ? (cache) => { cache.clear(); } : (cache) => cache.purgeStale();
    default: return (cache) => [...cache];
  }
}

const isRefused = (error: unknown): boolean => error instanceof Error && error.name === 'CapacityError';

/** What a call returns, or that memory was refused. */
function outcome(call: (cache: Cache) => unknown, cache: Cache): unknown {
  try {
    return call(cache);
  } catch (error) {
    if (isRefused(error)) return 'refused';
    throw error;
  }
}

describe('caches in one heap', () => {
  it.each([1, 2, 3, 4, 5, 6])('do what they would do in heaps of their own, and account for every byte, life %i', (seed) => {
    const word = randomWords(seed);
    const below: Below = (limit) => word() % limit;
    let time = 0;
    const heaps = (['debug', 'js'] as const).map(heapOver);
    // What was used before is not zero.
    for (const { _engine: engine } of heaps) {
      const used = engine.borrow(2 ** 21) >>> 0;
      engine.u8.fill(0xa5, used, used + 2 ** 21);
      engine.giveBack(used, 2 ** 21);
    }
    const make = (options: Options, heap: Heap): Cache => new WasmCache<unknown, unknown>({ ...options, heap });
    let lives: { options: Options; caches: Cache[] }[] = [];
    for (let step = 0; step < 150; step++) {
      time += below(20);
      if (lives.length < 3 || below(12) === 0) {
        const options = optionsOf(below, () => time);
        lives.push({ options, caches: [...heaps, heapOver('js')].map((heap) => make(options, heap)) });
      }
      const life = lives[below(lives.length)]!;
      const call = callOf(below, life.options);
      const [first, ...others] = life.caches.map((cache) => outcome(call, cache));
      for (const other of others) expect(other).toEqual(first);
      if (below(15) === 0) {
        for (const cache of life.caches) cache.close();
        lives = lives.filter((one) => one !== life);
      }
      heaps.forEach((heap, i) => {
        const bytes = lives.reduce((sum, { caches }) => sum + caches[i]!._store.table.bytes, 0);
        expect(heap._engine.u64[(DEFAULT_QUOTA + QUOTA_USED) / 8]).toBe(BigInt(bytes));
      });
    }
    for (const { caches } of lives) for (const cache of caches) cache.close();
    for (const { _engine: engine } of heaps) expect(walkHeap(engine, []).maps).toBe(0);
  });

  it.each(['wasm', 'js'] as const)('give back their quotas when they are collected, %s engine', async (engine) => {
    const heap = new Heap({ engine, separate: true });
    const fill = (): void => {
      for (let i = 0; i < 50; i++) new WasmCache<number, number>({ maxBytes: 20_000, key: 'u32', value: 'u32', heap }).set(1, 1);
    };
    fill();
    for (let i = 0; i < 50 && heap.memoryUsage().bytes > 0; i++) await collect();
    expect(heap.memoryUsage().bytes).toBe(0);
    expect(walkHeap(heap._engine, [], [heap._quota]).maps).toBe(0);
  });
});

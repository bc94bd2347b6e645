import fc from 'fast-check';
import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { type Policy, WasmCache } from '../../src/cache/index.js';
import { instrument } from '../../src/metrics/index.js';
import { engineKinds, runs } from '../support/workloads.js';
import { scrape } from './scrape.js';

const MAX = 5;
const MAX_SIZE = 12;
const MAX_ENTRY_SIZE = 6;
const TTL = 10;

const key = fc.integer({ min: 0, max: 9 });

type Command =
  | readonly ['get' | 'has' | 'peek' | 'delete' | 'resize', number]
  | readonly ['set', number, number]
  | readonly ['wait', number]
  | readonly ['pop' | 'clear' | 'purgeStale'];

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(fc.constant('set' as const), key, fc.integer({ min: 1, max: 8 })) },
  { weight: 8, arbitrary: fc.tuple(fc.constantFrom('get' as const, 'has' as const, 'peek' as const, 'delete' as const), key) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('wait' as const), fc.integer({ min: 1, max: 7 })) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('resize' as const), fc.integer({ min: 1, max: 7 })) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom('pop' as const, 'clear' as const, 'purgeStale' as const)) },
);

interface Kept {
  readonly size: number;
  readonly start: number;
}

type Parts = readonly [Command[0], (number | undefined)?, (number | undefined)?];

/** What an exact LRU cache, written down plainly, counts: the first of its entries goes first. */
class Model {
  readonly entries = new Map<number, Kept>();
  now = 1;
  max = MAX;
  readonly counted = { hits: 0, misses: 0, insertions: 0, evict: 0, expire: 0, delete: 0, rejections: 0 };

  /** Without bounds of size and time where it is `plain`. */
  constructor(readonly plain: boolean) {}

  get weight(): number {
    return [...this.entries.values()].reduce((sum, { size }) => sum + size, 0);
  }

  isStale({ start }: Kept): boolean {
    return !this.plain && this.now - start > TTL;
  }

  get(one: number): void {
    const kept = this.entries.get(one);
    if (kept === undefined || this.isStale(kept)) {
      this.counted.misses++;
      if (kept !== undefined) this.leave(one, 'expire');
      return;
    }
    this.counted.hits++;
    this.entries.delete(one);
    this.entries.set(one, kept);
  }

  set(one: number, size: number): void {
    if (!this.plain && size > MAX_ENTRY_SIZE) {
      this.counted.rejections++;
      this.entries.delete(one);
      return;
    }
    if (!this.entries.delete(one)) {
      this.makeRoom(size);
      this.counted.insertions++;
    }
    this.entries.set(one, { size, start: this.now });
    this.trim();
  }

  makeRoom(size: number): void {
    while (this.entries.size >= this.max || (!this.plain && this.weight + size > MAX_SIZE)) {
      const stale = [...this.entries].find(([, kept]) => this.isStale(kept));
      if (stale === undefined) this.leave([...this.entries.keys()][0]!, 'evict');
      else this.leave(stale[0], 'expire');
    }
  }

  trim(): void {
    while (this.entries.size > this.max || (!this.plain && this.weight > MAX_SIZE)) this.leave([...this.entries.keys()][0]!, 'evict');
  }

  leave(one: number, cause: 'evict' | 'expire' | 'delete'): void {
    if (this.entries.delete(one)) this.counted[cause]++;
  }

  purgeStale(): void {
    for (const [one, kept] of [...this.entries]) if (this.isStale(kept)) this.leave(one, 'expire');
  }

  run(one: Command): void {
    switch (one[0]) {
      case 'get': return void this.get(one[1]);
      case 'set': return void this.set(one[1], one[2]);
      case 'delete': return void this.leave(one[1], 'delete');
      case 'wait': this.now += one[1]; return undefined;
      case 'resize': this.max = one[1]; return void this.trim();
      case 'pop': return void (this.entries.size > 0 && this.leave([...this.entries.keys()][0]!, 'evict'));
      case 'clear': for (const kept of [...this.entries.keys()]) this.leave(kept, 'delete'); return undefined;
      case 'purgeStale': return void this.purgeStale();
      case 'has': case 'peek': return undefined; // counted as nothing
    }
  }
}

function run(cache: WasmCache<number, number>, [name, argument, size]: Parts): void {
  switch (name) {
    case 'set': return void cache.set(argument!, size);
    case 'resize': return void cache.resize({ max: argument! });
    case 'get': case 'has': case 'peek': case 'delete': return void cache[name](argument!);
    case 'pop': case 'clear': case 'purgeStale': return void cache[name]();
    case 'wait': // is for the clock
  }
}

/** What a scrape says of the cache. */
async function counted(register: Registry): Promise<Record<string, number | undefined>> {
  const found = await scrape(register);
  const value = (name: string, more = ''): number | undefined => found[`wasmap_cache_${name}{cache="c",tier="l1"${more}}`];
  const left = (cause: string): number | undefined => value('evictions_total', `,cause="${cause}"`);
  return {
    hits: value('hits_total'), misses: value('misses_total'), insertions: value('insertions_total'), rejections: value('rejections_total'),
    evict: left('evict'), expire: left('expire'), delete: left('delete'), entries: value('entries'), max: value('max_entries'), weight: value('weight'),
  };
}

describe.each(engineKinds)('every counter of a scrape of a cache on the %s engine', (engine) => {
  it.each(['u32', 'any'] as const)('is what a model counted, where entries have times and sizes and keys are of kind %s', async (kind) => {
    await fc.assert(fc.asyncProperty(fc.array(command, { maxLength: 60 }), async (commands) => {
      const register = new Registry();
      const model = new Model(false);
      const cache = new WasmCache<number, number>({
        max: MAX, maxSize: MAX_SIZE, maxEntrySize: MAX_ENTRY_SIZE, sizeCalculation: (size) => size, ttl: TTL, clock: () => model.now,
        policy: 'lru', key: kind, value: 'u32', engine, name: 'c',
      });
      const stop = instrument(cache, { register });
      for (const one of commands) {
        run(cache, one);
        model.run(one);
      }
      const { rejections, ...rest } = model.counted;
      expect(await counted(register)).toEqual({ ...rest, rejections, entries: model.entries.size, max: model.max, weight: model.weight });
      stop();
      cache.close();
    }), { numRuns: runs(100) });
  });

  it.each(['u32', 'string', 'any'] as const)('is what a model counted, where the table counts by itself and keys are of kind %s', async (kind) => {
    await fc.assert(fc.asyncProperty(fc.array(command, { maxLength: 60 }), async (commands) => {
      const register = new Registry();
      const model = new Model(true);
      const cache = new WasmCache<unknown, number>({ max: MAX, policy: 'lru', key: kind, value: 'u32', engine, name: 'c' });
      const stop = instrument(cache, { register });
      const keyOf = (one: number): unknown => (kind === 'string' ? `key ${one}` : one);
      for (const [name, argument, size] of commands as unknown as readonly Parts[]) {
        const translated = argument === undefined || name === 'resize' ? argument : keyOf(argument);
        run(cache as WasmCache<number, number>, [name, translated as number, size]);
        model.run([name, argument, size] as unknown as Command);
      }
      const { rejections: _none, ...rest } = model.counted;
      expect(await counted(register)).toEqual({ ...rest, entries: model.entries.size, max: model.max, rejections: undefined, weight: undefined });
      stop();
      cache.close();
    }), { numRuns: runs(100) });
  });

  it.each<Policy>(['w-tinylfu', 's3-fifo', 'lru'])('adds up under %s: what came in is there, or has left', async (policy) => {
    await fc.assert(fc.asyncProperty(fc.array(command, { maxLength: 200 }), async (commands) => {
      const register = new Registry();
      const cache = new WasmCache<number, number>({ max: MAX, policy, key: 'u32', value: 'u32', engine, name: 'c' });
      const stop = instrument(cache, { register });
      for (const one of commands) run(cache, one);
      const { hits, misses, insertions, evict, expire, delete: removed, entries } = await counted(register) as Record<string, number>;
      expect(hits! + misses!).toBe(commands.filter(([name]) => name === 'get').length);
      expect([expire, entries]).toEqual([0, cache.size]);
      expect(insertions! - evict! - removed!).toBe(entries);
      stop();
      cache.close();
    }), { numRuns: runs(50) });
  });
});

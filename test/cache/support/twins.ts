/** An `LRUCache` beside lru-cache's own: random calls made on both, and all that anybody can see of them compared. */
import fc from 'fast-check';
import { LRUCache as Original } from 'lru-cache';
import { expect, vi } from 'vitest';
import { LRUCache } from '../../../src/cache/lru-cache.js';

/** Both classes, as far as the steps need them; their types are compared in lru-cache-types.test.ts. */
type AnyCache = Pick<LRUCache<string, number>, Exclude<keyof LRUCache<string, number>, '_store'>>;
type Options = Omit<LRUCache.OptionsBase<string, number, unknown>, 'fetchMethod' | 'memoMethod'>;

export interface Twins {
  readonly ours: AnyCache;
  readonly theirs: AnyCache;
  /** What the callbacks of each were called with since the last step. */
  readonly ourLog: unknown[];
  readonly theirLog: unknown[];
}

export interface Config extends Options {
  /** Whether callbacks are given. */
  readonly told: 'nobody' | 'dispose' | 'disposeAfter' | 'all';
}

/** One call. What it returns, of either, is compared. */
export interface Step {
  readonly name: string;
  run(cache: AnyCache): unknown;
}

const START = 1_000_000;

function listeners(told: Config['told'], log: unknown[]): Options {
  const note = (name: string) => (...args: unknown[]): void => { log.push([name, ...args]); };
  const all = { dispose: note('dispose'), disposeAfter: note('disposeAfter'), onInsert: note('onInsert') };
  if (told === 'all') return all;
  return told === 'nobody' ? {} : { [told]: all[told] };
}

/** Both caches under `config`, by a clock that only `advance` moves. */
export function makeTwins({ told, ...options }: Config): Twins {
  vi.setSystemTime(START);
  const given = { perf: { now: () => Date.now() }, ...options } as Options & { max: number };
  const ourLog: unknown[] = [];
  const theirLog: unknown[] = [];
  return {
    ours: new LRUCache<string, number>({ ...given, ...listeners(told, ourLog) }),
    theirs: new Original<string, number>({ ...given, ...listeners(told, theirLog) }) as unknown as AnyCache,
    ourLog, theirLog,
  };
}

/** What `run` returns, or that it throws a TypeError. */
function outcome(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    if (error instanceof TypeError) return TypeError;
    throw error;
  }
}

/** All that can be read without changing anything. */
function seen(cache: AnyCache): unknown {
  return {
    size: cache.size, calculatedSize: cache.calculatedSize, max: cache.max, maxSize: cache.maxSize,
    entries: [...cache], dump: cache.dump(), remaining: keys.map((key) => cache.getRemainingTTL(key)),
  };
}

/** Makes `steps` on both, comparing after each. */
export function compare(twins: Twins, steps: readonly Step[]): void {
  for (const { name, run } of steps) {
    const passing = name.startsWith('advance'); // once, for the clock is one
    if (passing) run(twins.ours);
    else expect(outcome(() => run(twins.ours)), name).toEqual(outcome(() => run(twins.theirs)));
    const [ourLog, theirLog] = [twins.ourLog, twins.theirLog].map((log) => {
      const told = log.splice(0).map((one) => JSON.stringify(one));
      return passing ? told.sort() : told; // which of several entries goes first that are purged at once is unspecified
    });
    expect(ourLog, `${name}: callbacks`).toEqual(theirLog);
    expect(seen(twins.ours), `after ${name}`).toEqual(seen(twins.theirs));
  }
}

const keys = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const key = fc.constantFrom(...keys);
const value = fc.integer({ min: 1, max: 5 });
const flag = fc.boolean();

/** A status object, which is returned beside the result: without the cache, which must be the one that was called. */
function withStatus<Result>(cache: AnyCache, wanted: boolean, call: (status: object | undefined) => Result): unknown {
  const status: { cache?: unknown } = {};
  const result = outcome(() => call(wanted ? status : undefined));
  if (wanted && 'cache' in status) expect(status.cache).toBe(cache);
  delete status.cache;
  return [result === cache ? 'itself' : result, status];
}

interface Wanted {
  readonly sized: boolean;
  readonly timed: boolean;
  /** Explicit starts, loads and other rules; lru-cache's timers know nothing of them. */
  readonly free: boolean;
  readonly silent: boolean;
}

function setStep({ sized, timed, free, silent }: Wanted): fc.Arbitrary<Step> {
  const options = fc.record({
    ...(sized && { size: fc.constantFrom(1, 2, 3, 5, 9, 30, -1, 1.5) }),
    ...(timed && { ttl: fc.constantFrom(0, 1, 5, 10, 50), noUpdateTTL: flag }),
    ...(timed && free && { start: fc.integer({ min: START - 20, max: START + 200 }) }),
    ...(silent && { noDisposeOnSet: flag }),
  }, { requiredKeys: [] });
  return fc.option(value, { nil: undefined, freq: 20 })
    .chain((value) => call(`set ${String(value)} to`, options, (cache, key, options) => cache.set(key, value, options)));
}

function call<T extends object>(name: string, options: fc.Arbitrary<T>, run: (cache: AnyCache, key: string, options: T) => unknown): fc.Arbitrary<Step> {
  return fc.record({ key, options, status: flag }).map(({ key, options, status }) => ({
    name: `${name} ${key} ${fc.stringify(options)}${status ? ' with status' : ''}`,
    run: (cache) => withStatus(cache, status, (status) => run(cache, key, status === undefined ? { ...options } : { ...options, status })),
  }));
}

function plain(name: string, run: (cache: AnyCache) => unknown): fc.Arbitrary<Step> {
  return fc.constant({ name, run });
}

const reading = [
  plain('iterate', (cache) => [cache.keys(), cache.rkeys(), cache.values(), cache.rvalues(), cache.entries(), cache.rentries()].map((all) => [...all])),
  plain('forEach', (cache) => {
    const visited: unknown[] = [];
    cache.forEach(function (this: unknown, ...args) { visited.push(this === cache, args[2] === cache, ...args.slice(0, 2)); });
    cache.rforEach(function (this: unknown, ...args) { visited.push(this, args[2] === cache, ...args.slice(0, 2)); }, 'this');
    return visited;
  }),
  key.map((key): Step => ({ name: `info ${key}`, run: (cache) => cache.info(key) })),
];

/** Options of a call, each of which may be absent. */
const rulesOf = (...names: string[]) =>
  fc.record(Object.fromEntries(names.map((name) => [name, flag])), { requiredKeys: [] });

const changeable = ['allowStale', 'updateAgeOnGet', 'updateAgeOnHas', 'noDeleteOnStaleGet', 'noUpdateTTL'] as const;

/** Calls that ask for nothing of the configuration. */
const changing = {
  getAlone: key.map((key): Step => ({ name: `get ${key} alone`, run: (cache) => cache.get(key) })),
  setAlone: fc.record({ key, value }).map(({ key, value }): Step => ({ name: `set ${key} ${String(value)} alone`, run: (cache) => { cache.set(key, value); } })),
  delete: key.map((key): Step => ({ name: `delete ${key}`, run: (cache) => cache.delete(key) })),
  rule: fc.record({ name: fc.constantFrom(...changeable), value: flag }).map(({ name, value }): Step => ({
    name: `${name} = ${String(value)}`, run: (cache) => (cache[name] = value),
  })),
  ttl: fc.constantFrom(0, 5, 20).map((ttl): Step => ({ name: `ttl = ${String(ttl)}`, run: (cache) => (cache.ttl = ttl) })),
  advance: fc.integer({ min: 1, max: 30 }).map((ms): Step => ({ name: `advance ${String(ms)}`, run: () => vi.advanceTimersByTime(ms) })),
  load: fc.subarray(keys).map((kept): Step => ({
    name: `load ${kept.join('')}`,
    run: (cache) => { cache.load(cache.dump().filter(([key]) => kept.includes(key)).map(([key, entry]) => [key, { ...entry }])); },
  })),
  find: fc.record({ wanted: value, status: flag, options: rulesOf('noDeleteOnStaleGet') }).map(({ wanted, status, options }): Step => ({
    name: `find ${String(wanted)}`,
    run: (cache) => withStatus(cache, status, (status) => cache.find(
      (value, key, self) => value === wanted && key !== 'a' && (self as unknown) === cache, status === undefined ? options : { ...options, status },
    )),
  })),
};

function steps(wanted: Wanted): fc.Arbitrary<Step> {
  const step = (weight: number, arbitrary: fc.Arbitrary<Step>): fc.WeightedArbitrary<Step> => ({ weight, arbitrary });
  return fc.oneof(
    step(12, setStep(wanted)), step(4, changing.setAlone), step(3, changing.getAlone), step(2, changing.delete), step(1, changing.find),
    step(6, call('get', rulesOf('allowStale', 'updateAgeOnGet', 'noDeleteOnStaleGet'), (cache, key, options) => cache.get(key, options))),
    step(3, call('has', rulesOf('updateAgeOnHas'), (cache, key, options) => cache.has(key, options))),
    step(3, call('peek', rulesOf('allowStale'), (cache, key, options) => cache.peek(key, options))),
    step(2, plain('pop', (cache) => cache.pop())), step(1, plain('purgeStale', (cache) => cache.purgeStale())),
    step(1, plain('clear', (cache) => { cache.clear(); })), ...reading.map((arbitrary) => step(1, arbitrary)),
    step(1, changing.rule), step(wanted.timed ? 1 : 0, changing.ttl), step(wanted.timed ? 5 : 0, changing.advance),
    step(wanted.free ? 1 : 0, changing.load),
  );
}

const sizes = fc.oneof(
  fc.record({ maxSize: fc.integer({ min: 4, max: 20 }), maxEntrySize: fc.constantFrom(2, 3, 4) }, { requiredKeys: ['maxSize'] }),
  fc.record({ maxEntrySize: fc.integer({ min: 2, max: 9 }) }),
).chain((bounds) => flag.map((calculated): Options => (calculated ? { ...bounds, sizeCalculation: (value) => value } : bounds)));

const flags = fc.record({
  updateAgeOnGet: flag, updateAgeOnHas: flag, allowStale: flag, noDeleteOnStaleGet: flag, noUpdateTTL: flag, noDisposeOnSet: flag,
}, { requiredKeys: [] });

const times = fc.record({ ttl: fc.constantFrom(0, 3, 20), ttlAutopurge: fc.constantFrom(true, false, false, false), ttlResolution: fc.constantFrom(0, 0, 1, 7) });

/** A configuration, and what calls may ask for under it. */
const configurations = fc.record({
  told: fc.constantFrom<Config['told']>('nobody', 'dispose', 'disposeAfter', 'all'), max: fc.integer({ min: 1, max: 6 }),
  sizes: fc.option<Options, Options>(sizes, { nil: {} }), times: fc.option(times, { nil: undefined }), flags,
}).map(({ told, max, sizes, times, flags: { noDisposeOnSet = false, ...flags } }): { config: Config; wanted: Wanted } => {
  // lru-cache puts `disposeAfter` off where `noDisposeOnSet` is said: see difference 3.
  const silent = told === 'nobody' || told === 'dispose';
  const purges = times?.ttlAutopurge === true;
  return {
    // Timers of lru-cache's go by the time that was seen last.
    config: { told, max, ...sizes, ...times, ...(purges && { ttlResolution: 0 }), ...flags, ...(silent && { noDisposeOnSet }) },
    wanted: { sized: Object.keys(sizes).length > 0, timed: times !== undefined, free: !purges, silent },
  };
});

/** Lets counterexamples name their steps. */
function named(step: Step): Step {
  return Object.assign(step, { [fc.toStringMethod]: () => step.name });
}

/** A configuration and a life under it. */
export function lives(): fc.Arbitrary<{ config: Config; steps: Step[] }> {
  return configurations.chain(({ config, wanted }) => fc.record({
    config: fc.constant(config), steps: fc.array(steps(wanted).map(named), { minLength: 1, maxLength: 60 }),
  }));
}

/**
 * The real lru-cache as the opponent: the same episode on both, and the same must come of it. An episode is a fetch, others that join it, something that happens meanwhile,
 * and the outcome. Left out is where loading differs, as its docblocks say: callers that are aborted while others wait, evictions, and what a load comes to that was aborted
 * under `allowStaleOnFetchAbort`, which lru-cache stores although its documentation says that it does not. Once with loading alone, once with the whole `LRUCache`.
 */
import fc from 'fast-check';
import { LRUCache as LruCache } from 'lru-cache';
import { describe, expect, it } from 'vitest';
import type { LoadStatus } from '../../../src/cache/loading/status.js';
import { LRUCache } from '../../../src/cache/lru-cache.js';
import { runs } from '../../support/workloads.js';
import { FakeClock, PlainCache } from '../support/plain-host.js';
import { Source, settle, watch } from './source.js';

/** Theirs; its types are compared in lru-cache-types.test.ts. */
const Original = LruCache as unknown as typeof LRUCache;

const flags = ['allowStale', 'noDeleteOnFetchRejection', 'allowStaleOnFetchRejection', 'allowStaleOnFetchAbort', 'ignoreFetchAbort'] as const;
const flagged = fc.subarray([...flags]).map((names) => Object.fromEntries(names.map((name) => [name, true])) as Partial<Record<(typeof flags)[number], true>>);

const episodes = fc.record({
  defaults: flagged,
  given: fc.record({ allowStale: fc.boolean(), forceRefresh: fc.boolean(), ttl: fc.constantFrom(5, 50), updateAgeOnGet: fc.boolean() }, { requiredKeys: [] }),
  overridden: flagged,
  /** Milliseconds since the entry was written, whose time is 10; none where there is no entry. */
  age: fc.option(fc.constantFrom(0, 5, 10, 11, 30), { nil: undefined }),
  joiners: fc.array(fc.record({ allowStale: fc.boolean(), forceRefresh: fc.boolean() }, { requiredKeys: [] }), { maxLength: 2 }),
  meanwhile: fc.constantFrom('nothing', 'nothing', 'get', 'time', 'abort', 'set', 'delete', 'clear'),
  outcome: fc.constantFrom('value', 'undefined', 'error'),
});

type Episode = typeof episodes extends fc.Arbitrary<infer T> ? T : never;
type Status = LoadStatus<string, number>;

/** What is asked of a cache here. */
interface Subject {
  fetch(key: string, options: object): Promise<number | undefined>;
  get(key: string): number | undefined;
  set(key: string, value: number): unknown;
  delete(key: string): boolean;
  clear(): void;
  /** Stale or not. */
  peek(key: string): number | undefined;
}

const failure = new Error('the source is down');

type Make = (source: Source<string, number>, clock: FakeClock, defaults: object) => Subject;

function loadingAlone(source: Source<string, number>, clock: FakeClock, defaults: object): Subject {
  const cache = new PlainCache<string, number>({ fetchMethod: source.fetchMethod, clock, ttl: 10, ...defaults });
  return {
    fetch: (key, options) => cache.loader.fetch(key, options), get: (key) => cache.get(key), set: (key, value) => cache.set(key, value),
    delete: (key) => cache.delete(key), clear: () => { cache.clear(); }, peek: (key) => cache.peek(key),
  };
}

const wholeOf = (Cache: typeof LRUCache): Make => (source, clock, defaults) => {
  const cache = new Cache<string, number>({ max: 100, fetchMethod: source.fetchMethod as never, perf: clock, ttl: 10, ttlResolution: 0, ...defaults });
  return {
    fetch: (key, options) => cache.fetch(key, options), get: (key) => cache.get(key), set: (key, value) => cache.set(key, value),
    delete: (key) => cache.delete(key), clear: () => { cache.clear(); }, peek: (key) => cache.peek(key, { allowStale: true }),
  };
};

/** What an error says, where both have their own words for it. */
function told(error: unknown): unknown {
  const { kind, message } = error as { kind?: string; message?: string };
  return kind ?? message ?? error;
}

function statusOf({ op, key, forceRefresh, fetch, fetchDispatched, fetchUpdated, fetchAborted, fetchAbortIgnored, fetchResolved, fetchRejected, returnedStale, ...rest }: Status): object {
  const time = fetch === 'hit' ? { ttl: rest.ttl, start: rest.start, now: rest.now, remainingTTL: rest.remainingTTL } : {};
  const fields = { op, key, forceRefresh, fetch, fetchDispatched, fetchUpdated, fetchAborted, fetchAbortIgnored, fetchResolved, fetchRejected, returnedStale };
  return { ...fields, error: rest.fetchError === undefined ? undefined : told(rest.fetchError), ...time };
}

function happen(subject: Subject, clock: FakeClock, controller: AbortController, { meanwhile, joiners }: Episode): unknown {
  switch (meanwhile) {
    case 'nothing': return undefined;
    case 'get': return subject.get('a');
    case 'time': return clock.time += 12;
    case 'abort': return joiners.length === 0 && controller.abort('enough');
    case 'set': return void subject.set('a', 8);
    case 'delete': return subject.delete('a');
    case 'clear': return void subject.clear();
  }
}

async function play(make: Make, episode: Episode): Promise<unknown> {
  const { defaults, given, overridden, age, joiners, meanwhile, outcome } = episode;
  const [source, clock, controller] = [new Source<string, number>(), new FakeClock(), new AbortController()];
  const subject = make(source, clock, defaults);
  subject.set('other', 0);
  if (age !== undefined) subject.set('a', 1);
  clock.time += age ?? 0;
  const statuses: Status[] = [{}];
  const callers = [watch(subject.fetch('a', { ...given, signal: controller.signal, context: 'c', status: statuses[0] }))];
  const [asked] = source.asked;
  if (asked !== undefined) Object.assign(asked.options, overridden);
  for (const joiner of joiners) {
    statuses.push({});
    callers.push(watch(subject.fetch('a', { ...joiner, status: statuses.at(-1) })));
  }
  await settle();
  const log: unknown[] = [source.keys, asked && [asked.stale, asked.context], happen(subject, clock, controller, episode)];
  await settle();
  log.push(callers.map(({ state, value, error }) => [state, value, error && told(error)]), asked?.signal.aborted);
  const isOdd = ['abort', 'set', 'delete', 'clear'].includes(meanwhile) && asked?.options.allowStaleOnFetchAbort === true;
  if (isOdd) return log;
  // What was aborted may be loaded again, but not before it has come to something: lru-cache has it for being loaded still.
  if (outcome === 'error') asked?.fail(failure);
  else asked?.give(outcome === 'value' ? 2 : undefined);
  await settle();
  log.push(callers.map(({ state, value, error }) => [state, value, error && told(error)]), subject.peek('a'), subject.get('a'), subject.peek('other'));
  return [...log, statusOf(statuses[0]!), statuses.slice(1).map(({ fetch }) => fetch), source.keys];
}

describe('fetch, beside lru-cache', () => {
  it.each([['loading alone', loadingAlone], ['the whole LRUCache', wholeOf(LRUCache)]])('comes to the same in %s, with all options, whatever happens meanwhile', async (_, make) => {
    await fc.assert(fc.asyncProperty(episodes, async (episode) => {
      expect(await play(make, episode)).toEqual(await play(wholeOf(Original), episode));
    }), { numRuns: runs(1500) });
  });
});

/** One thing that happens to both caches. */
type Event =
  | { readonly do: 'fetch'; readonly key: string; readonly options: object }
  | { readonly do: 'get' | 'delete' | 'has'; readonly key: string }
  | { readonly do: 'set'; readonly key: string; readonly value: number }
  | { readonly do: 'time'; readonly ms: number }
  | { readonly do: 'answer'; readonly which: number; readonly outcome: number | 'error' | undefined }
  | { readonly do: 'clear' };

const lifeKey = fc.constantFrom('a', 'b', 'c');
const lifeOptions = fc.record({ allowStale: fc.boolean(), forceRefresh: fc.boolean(), updateAgeOnGet: fc.boolean(), ttl: fc.constantFrom(0, 5, 50) }, { requiredKeys: [] });
const events: fc.Arbitrary<Event> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('fetch' as const), key: lifeKey, options: lifeOptions }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('get' as const, 'get' as const, 'has' as const, 'delete' as const), key: lifeKey }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('set' as const), key: lifeKey, value: fc.nat(9) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('time' as const), ms: fc.nat(12) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('answer' as const), which: fc.nat(2), outcome: fc.constantFrom(10, 11, 12, 13, undefined, 'error' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('clear' as const) }) },
);

/** Three keys, with loads of all of them under way at once; all that is seen of it after each event. */
async function live(Cache: typeof LRUCache, defaults: object, life: readonly Event[]): Promise<unknown[]> {
  const [source, clock, log] = [new Source<string, number>(), new FakeClock(), [] as unknown[]];
  const cache = new Cache<string, number>({
    max: 100, fetchMethod: source.fetchMethod as never, perf: clock, ttl: 10, ttlResolution: 0, ...defaults,
    // Of values that were to be loaded anew and are deleted, lru-cache tells nobody.
    dispose: (value, key, reason) => { if (reason === 'set' || reason === 'expire') log.push([value, key, reason]); },
  });
  const callers: ReturnType<typeof watch<number | undefined>>[] = [];
  let open: (typeof source.asked)[number][] = [];
  const answer = (which: number, outcome: number | 'error' | undefined): void => {
    const [asked] = open.splice(Math.min(which, open.length - 1), 1);
    if (outcome === 'error') asked?.fail(failure);
    else asked?.give(outcome);
  };
  const happens = (event: Event): unknown => {
    switch (event.do) {
      case 'fetch': return void callers.push(watch(cache.fetch(event.key, event.options)));
      case 'set': return void cache.set(event.key, event.value);
      case 'time': return clock.time += event.ms;
      case 'answer': return void (open.length > 0 && answer(event.which, event.outcome));
      case 'clear': return void cache.clear();
      default: return cache[event.do](event.key);
    }
  };
  for (const event of [...life, ...Array.from({ length: life.length }, () => ({ do: 'answer', which: 0, outcome: 14 }) as const)]) {
    const asked = source.asked.length;
    log.push(happens(event));
    open = [...open, ...source.asked.slice(asked)];
    await settle();
    log.push(callers.map(({ state, value, error }) => [state, value, error && told(error)]), source.asked.map(({ key, stale }) => [key, stale]));
    // lru-cache aborts some that have failed already.
    log.push(open.map(({ signal }) => signal.aborted));
    log.push(['a', 'b', 'c'].map((key) => [cache.peek(key), cache.peek(key, { allowStale: true })]));
  }
  log.push(['a', 'b', 'c'].map((key) => cache.getRemainingTTL(key)));
  return log;
}

describe('lives of an LRUCache that loads, beside lru-cache', () => {
  it('come to the same: results, callbacks, what is asked of the source, and what is aborted', async () => {
    const lives = fc.array(events, { minLength: 1, maxLength: 25 });
    await fc.assert(fc.asyncProperty(flagged.map(({ allowStaleOnFetchAbort: _, ...rest }) => rest), lives, async (defaults, life) => {
      expect(await live(LRUCache, defaults, life)).toEqual(await live(Original, defaults, life));
    }), { numRuns: runs(500) });
  });
});

describe('the status object of a fetch', () => {
  it.each([[[1, 2]], [[1, 1]]])("is lru-cache's, whose entries are loaded and loaded anew: %j", async (values) => {
    const play = async (Cache: typeof LRUCache): Promise<unknown[]> => {
      let loads = 0;
      const cache = new Cache<string, number>({ max: 5, ttl: 1000, perf: new FakeClock(), fetchMethod: async () => values[loads++] });
      const statuses: { cache?: unknown }[] = [{}, {}, {}];
      for (const [i, status] of statuses.entries()) {
        await cache.fetch('a', { status: status as never, context: 'c', forceRefresh: i === 1 });
        expect(status.cache).toBe(cache);
        delete status.cache;
      }
      return statuses;
    };
    expect(await play(LRUCache)).toEqual(await play(Original));
  });
});

describe('memo, beside lru-cache', () => {
  const options = fc.record({
    forceRefresh: fc.boolean(), allowStale: fc.boolean(), updateAgeOnGet: fc.boolean(), noDeleteOnStaleGet: fc.boolean(), ttl: fc.constantFrom(0, 3, 20), noUpdateTTL: fc.boolean(),
  }, { requiredKeys: [] });
  const calls = fc.array(fc.record({ key: fc.nat(3), options, time: fc.nat(8), isKept: fc.boolean(), set: fc.option(fc.nat(9), { nil: undefined, freq: 4 }) }), { maxLength: 30 });

  it('comes to the same: values, callbacks, entries and their order, and status objects', () => {
    fc.assert(fc.property(calls, (calls) => {
      const run = (Cache: typeof LRUCache): unknown[] => {
        const [clock, log] = [new FakeClock(), [] as unknown[]];
        let isKept = true;
        const cache = new Cache<number, number>({
          max: 3, ttl: 10, ttlResolution: 0, perf: clock, dispose: (...left) => { log.push(left); },
          memoMethod: (key, stale, { context }) => (isKept ? log.push([key, stale, context]) : undefined!),
        });
        for (const call of calls) {
          const { key, options, time, set } = call;
          clock.time += time;
          isKept = call.isKept;
          if (set !== undefined) cache.set(set % 4, set);
          const status: { cache?: unknown } = {};
          log.push(cache.memo(key, { ...options, context: 'c', status: status as never }));
          expect(status.cache).toBe(cache);
          log.push({ ...status, cache: undefined }, [...cache], [0, 1, 2, 3].map((key) => cache.getRemainingTTL(key)));
        }
        return log;
      };
      expect(run(LRUCache)).toEqual(run(Original));
    }), { numRuns: runs(500) });
  });

  it('throws a TypeError without a memoMethod', () => {
    expect(() => new LRUCache<string, number>({ max: 1 }).memo('a')).toThrow(TypeError);
  });
});

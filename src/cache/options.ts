/** Options of caches: checked, completed. lru-cache's have its names and meanings, those that maps have are theirs, the rest is wasmap's own. */
import { checkFunction, checkName, checkOptions, isObject, unexpected } from '../arguments.js';
import { WasmapTypeError } from '../errors.js';
import type { Heap } from '../heap/heap.js';
import type { Codec } from '../map/codec.js';
import type { KeyKind, ValueKind } from '../map/kinds.js';
import { type Settings, settingsOf } from '../map/options.js';
import type { EngineChoice } from '../engine/select.js';
import { runtimeClock } from './clock.js';
import { type LoadSettings, loadOptionNames, readLoadOptions } from './loading/options.js';
import { type Rules, checkWhole, readRules, ruleNames } from './rules.js';
import type { AllFetcher, Disposer, Inserter, Milliseconds, OptionsBase, Perf } from './types.js';
import { warnUnbounded } from './unbounded.js';

/** Which entry goes when there is no room. */
export type Policy = 'w-tinylfu' | 's3-fifo' | 'lru';
const policies: readonly Policy[] = ['w-tinylfu', 's3-fifo', 'lru'];

/** Options of a cache, besides the kinds of its keys and values. At least one of `max`, `maxSize`, `maxBytes` and `ttl` must be there. */
export interface CacheOptions<K, V, FC, C> extends OptionsBase<K, V, FC, C> {
  /** Which entry goes when there is no room: `'w-tinylfu'` (default) by how often and how lately it was asked for, `'s3-fifo'`, or `'lru'`, exactly. */
  readonly policy?: Policy;
  /** The most bytes of linear memory that the cache may own: entries, index, queues, and what the policy remembers. What JavaScript holds does not count. */
  readonly maxBytes?: number;
  /** The present in milliseconds, in place of `perf`; asked each time unless `ttlResolution` says otherwise. */
  readonly clock?: () => Milliseconds;
  /** `'auto'` (default): WASM where it can run, else JS. */
  readonly engine?: EngineChoice;
  /** 64 bits that fix the hash and all that is drawn, for tests; random when absent. */
  readonly seed?: bigint;
  /** The quota to count in; none when absent. */
  readonly heap?: Heap;
  /** A name for messages, metrics and traces. */
  readonly name?: string;
  /** What turns values of kind `any` into bytes and back when the cache is serialized. */
  readonly valueCodec?: Codec<unknown>;
  /** Loads what `fetchAll` does not find, in one call; and what `fetch` does not, where there is no `fetchMethod`. */
  readonly fetchAllMethod?: AllFetcher<K, V, FC, C>;
  /** The most calls of these methods under way at a time; further ones wait. Unlimited when absent. */
  readonly loadConcurrency?: number;
  /** Milliseconds after its end for which a stale value is given while it is loaded anew; 0 when absent. */
  readonly staleWhileRevalidate?: Milliseconds;
  /** Milliseconds after its end for which a stale value is given where loading fails; 0 when absent. */
  readonly staleIfError?: Milliseconds;
  /** The part of its time, from 0 to 1, after which an entry that is asked for is loaded anew in the background; never when absent. */
  readonly refreshAhead?: number;
  /** Told of each failure that no caller was told of: of loads in the background, and of those for which callers were given stale values. */
  readonly onLoadError?: (key: K, error: unknown) => void;
}

/** Options of a {@link WasmCache}, with the kinds of its keys and values. */
export interface CacheKinds<Key extends KeyKind = KeyKind, Value extends ValueKind = ValueKind> {
  /** Kind of the keys; `'any'` (default) takes anything, as Map does, and keeps it on the JavaScript heap. */
  readonly key?: Key;
  /** Kind of the values; `'any'` (default) keeps the reference itself. */
  readonly value?: Value;
}

/** Who is told what. */
export interface Callbacks {
  readonly dispose: Disposer<unknown, unknown> | undefined;
  readonly disposeAfter: Disposer<unknown, unknown> | undefined;
  readonly onInsert: Inserter<unknown, unknown> | undefined;
}

/** Checked options. */
export interface CacheSettings {
  readonly type: CacheType;
  /** Kinds, engine, seed, heap, name, codecs: as of maps. */
  readonly map: Settings;
  readonly policy: Policy;
  /** Bounds; Infinity where there is none. */
  readonly max: number;
  readonly maxSize: number;
  readonly maxBytes: number;
  /** Whether entries have sizes. */
  readonly sized: boolean;
  readonly perf: Perf;
  readonly callbacks: Callbacks;
  /** What only loading asks for. */
  readonly loading: LoadSettings<unknown, unknown, unknown>;
  /** What may change later. */
  readonly rules: Rules;
  /** Whether stale entries wait for their turn as others do, and are purged in that order, as lru-cache has it. */
  readonly lazily: boolean;
}

/** The classes of caches. */
export type CacheType = 'WasmCache' | 'LRUCache';

const mapOptions = ['key', 'value', 'engine', 'seed', 'heap', 'name', 'codec', 'valueCodec'];
const callbackNames = ['dispose', 'disposeAfter', 'onInsert'];
const lruLoadOptions = ['fetchMethod', 'memoMethod'];

/** lru-cache's options. */
export const lruOptions: readonly string[] = ['max', 'maxSize', 'perf', ...callbackNames, ...lruLoadOptions, ...ruleNames];
const ownOptions = ['policy', 'maxBytes', 'clock', ...loadOptionNames.filter((name) => !lruLoadOptions.includes(name))];
/** All options. */
export const cacheOptions: readonly string[] = [...lruOptions, ...ownOptions, ...mapOptions];

/**
 * Checks the options of a `WasmCache`.
 *
 * @throws WasmapTypeError or WasmapRangeError for an unknown option or a value that an option cannot have; WasmapTypeError without a bound.
 */
export function readCacheSettings(options: unknown): CacheSettings {
  return settle('WasmCache', checkOptions('WasmCache', options, cacheOptions), false);
}

/** As `readCacheSettings`, of an `LRUCache`: as in lru-cache what else `options` has counts for nothing, so that a cache itself may be given. */
export function readLruSettings(options: unknown): CacheSettings {
  if (!isObject(options)) throw unexpected('LRUCache: options', 'an object', options);
  const given = options as Readonly<Record<string, unknown>>;
  return settle('LRUCache', { ...Object.fromEntries(lruOptions.map((name) => [name, given[name]])), policy: 'lru' }, true);
}

function settle(type: CacheType, options: Readonly<Record<string, unknown>>, lazily: boolean): CacheSettings {
  const max = checkWhole(`${type}: max`, options['max'], 'entries; 0 for no such bound');
  const maxSize = checkWhole(`${type}: maxSize`, options['maxSize'], 'in the unit of sizes; 0 for no such bound');
  const maxBytes = checkWhole(`${type}: maxBytes`, options['maxBytes'], 'bytes; 0 for no such bound');
  const rules = readRules(type, withResolution(options));
  rules.maxEntrySize ||= maxSize;
  const sized = rules.maxEntrySize !== 0;
  if (rules.sizeCalculation !== undefined && !sized) {
    throw new WasmapTypeError(`${type}: sizeCalculation: needs maxSize or maxEntrySize, against which sizes count`);
  }
  if (max + maxSize + maxBytes === 0) {
    if (rules.ttl === 0) throw new WasmapTypeError(`${type}: needs a bound: max, maxSize${lazily ? '' : ', maxBytes'} or ttl`);
    if (!rules.ttlAutopurge) warnUnbounded(type);
  }
  return {
    type, map: settingsOf(type, options), policy: checkName(`${type}: policy`, options['policy'] ?? 'w-tinylfu', policies),
    max: max || Infinity, maxSize: maxSize || Infinity, maxBytes: maxBytes || Infinity,
    sized, perf: readClock(type, options), callbacks: readCallbacks(type, options), loading: readLoadOptions(type, options), rules, lazily,
  };
}

/** A clock of the user's own is asked each time: it is there to be moved. */
function withResolution(options: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return options['clock'] === undefined || options['ttlResolution'] !== undefined ? options : { ...options, ttlResolution: 0 };
}

function readClock(type: CacheType, { clock, perf }: Readonly<Record<string, unknown>>): Perf {
  if (clock !== undefined) {
    checkFunction(`${type}: clock`, clock);
    if (perf !== undefined) throw new WasmapTypeError(`${type}: clock: takes the place of perf; leave one of them out`);
    return { now: clock as () => number };
  }
  if (perf === undefined) return runtimeClock;
  if (typeof (perf as Perf | null)?.now !== 'function') throw unexpected(`${type}: perf`, 'an object with a method now', perf);
  return perf as Perf;
}

/** The user's functions, or undefined. */
function readCallbacks(type: CacheType, { dispose, disposeAfter, onInsert }: Readonly<Record<string, unknown>>): Callbacks {
  for (const [name, value] of Object.entries({ dispose, disposeAfter, onInsert })) {
    if (value !== undefined) checkFunction(`${type}: ${name}`, value);
  }
  return { dispose, disposeAfter, onInsert } as Callbacks;
}

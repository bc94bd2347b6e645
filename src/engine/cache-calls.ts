/** What the facade of caches asks of an engine, beside what maps do: `assembly/cache/calls.ts` says what each call does. Addresses may be negative. */
import { cacheModule } from './cache-host.js';
import { type CacheKeyCalls, type CacheTextCalls, textCallsOf } from './cache-text.js';
import type { Engine } from './engine.js';
import { jsCacheCalls } from './js/cache/calls.js';
import type { LinearMemory } from './js/memory/linear.js';

type Calls<Names extends string, Call> = { readonly [Name in Names]: Call };

/** What the module exports, and the JS engine has. */
export type CacheExports =
  & Calls<`cache${'Find' | 'Put'}_4_${4 | 8}` | 'cacheRemove_4' | 'cacheSlot_4', (cache: number, key: number) => number>
  & Calls<`cache${'Find' | 'Put'}_8_${4 | 8}` | 'cacheRemove_8' | 'cacheSlot_8', (cache: number, key: bigint) => number>
  & Calls<`cache${'Find' | 'Put'}F64_8_${4 | 8}` | 'cacheRemoveF64' | 'cacheSlotF64', (cache: number, key: number) => number>
  & Calls<'cachePayload' | 'cacheAdd' | 'cacheReadNode' | 'cacheExtras' | 'cacheMakeExtras' | 'cacheExpire' | 'cacheEvict', (cache: number, argument: number) => number>
  & Calls<'cacheYield' | 'cacheMakeRoom' | 'cacheNextExpiry' | 'cacheBytes' | 'cacheMemoryBlocks' | 'cacheLoadState', (cache: number) => number>
  & Calls<'cacheSaveState', (cache: number) => void>
  & Calls<'cacheMark', (cache: number, slot: number) => number>
  & Calls<'cacheBeginLoad', (cache: number, span: number, blocks: number) => number>
  & Calls<'cacheEndLoad', (cache: number, isTold: number) => void>
  & Calls<'cachePlace' | 'cacheSaveMemory' | 'cacheLoadMemory', (cache: number, argument: number, other: number) => void>
  & Calls<'cacheRead' | 'cacheRemoveSlot' | 'cacheKey', (cache: number, slot: number) => void>
  & Calls<'clearCache' | 'disposeCache', (cache: number) => void>
  & CacheKeyCalls
  & Calls<`cache${'Get' | 'Has' | 'Put' | 'Remove'}${'Many' | 'Keys'}`, (cache: number, count: number) => number>
  & Calls<'cacheFreeRecord', (cache: number, record: number) => void>
  & {
    cacheSetTime(cache: number, slot: number, start: number, ttl: number): number;
    resizeCache(cache: number, most: number): void;
    cacheWalk(cache: number, queue: number, line: number): number;
    createCache(quota: number, layout: number, seedLow: number, seedHigh: number, policy: number, most: number, holds: number, valueBytes: number): number;
  };

export type CacheCalls = CacheExports & CacheTextCalls;

const known = new WeakMap<Engine, CacheCalls>();

/** The calls of `engine`: those of the caches' own module over its memory, or the functions of the JS engine. Only programs with caches load either. */
export function cacheCallsOf(engine: Engine): CacheCalls {
  let calls = known.get(engine);
  if (calls === undefined) known.set(engine, calls = makeCalls(engine));
  return calls;
}

/** On a prototype, as the engine's own: V8 takes what is there for constant. */
function makeCalls(engine: Engine): CacheCalls {
  const own = engine.link === undefined
    ? jsCacheCalls(engine as unknown as LinearMemory)
    : engine.link(cacheModule()) as CacheExports;
  return Object.create({ ...own, ...textCallsOf(engine, own) }) as CacheCalls;
}

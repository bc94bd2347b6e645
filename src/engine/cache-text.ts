/** Keys of text and bytes on their way to a cache: as for maps, the module reads short strings itself where it can. */
import type { Engine } from './engine.js';
import { withBytes, withText } from './keys.js';

type Calls<Names extends string, Call> = { readonly [Name in Names]: Call };
type KeyName = `cache${'Find' | 'Put' | 'Remove' | 'Slot'}`;

/** The engine's calls for a key that has been staged. */
export type CacheKeyCalls = Calls<`${KeyName}Key`, (cache: number, at: number, lengthWord: number) => number>;
/** Those for keys as users have them. */
export type CacheTextCalls = Calls<`${KeyName}Text`, (cache: number, key: string) => number> & Calls<`${KeyName}Bytes`, (cache: number, key: Uint8Array) => number>;
type StringCalls = Calls<`${KeyName}String`, (cache: number, key: string, length: number) => number>;

export function textCallsOf(engine: Engine, calls: CacheKeyCalls & Partial<StringCalls>): CacheTextCalls {
  const longest = engine.longestRead ?? -1;
  // No key is as short where there are none.
  const { cacheFindString: findString, cachePutString: putString, cacheRemoveString: removeString, cacheSlotString: slotString } = calls as StringCalls;
  const { cacheFindKey: findKey, cachePutKey: putKey, cacheRemoveKey: removeKey, cacheSlotKey: slotKey } = calls;
  const find = (_: Engine, cache: number, at: number, word: number): number => findKey(cache, at, word);
  const put = (_: Engine, cache: number, at: number, word: number): number => putKey(cache, at, word);
  const remove = (_: Engine, cache: number, at: number, word: number): number => removeKey(cache, at, word);
  const slot = (_: Engine, cache: number, at: number, word: number): number => slotKey(cache, at, word);
  return {
    cacheFindText: (cache, key) => (key.length <= longest ? findString(cache, key, key.length) : withText(engine, cache, key, find)),
    cachePutText: (cache, key) => (key.length <= longest ? putString(cache, key, key.length) : withText(engine, cache, key, put)),
    cacheRemoveText: (cache, key) => (key.length <= longest ? removeString(cache, key, key.length) : withText(engine, cache, key, remove)),
    cacheSlotText: (cache, key) => (key.length <= longest ? slotString(cache, key, key.length) : withText(engine, cache, key, slot)),
    cacheFindBytes: (cache, key) => withBytes(engine, cache, key, find),
    cachePutBytes: (cache, key) => withBytes(engine, cache, key, put),
    cacheRemoveBytes: (cache, key) => withBytes(engine, cache, key, remove),
    cacheSlotBytes: (cache, key) => withBytes(engine, cache, key, slot),
  };
}

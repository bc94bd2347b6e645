/** How a cache in linear memory is asked for keys of a kind: which of the engine's calls, and how a key is read back. */
import type { CacheCalls } from '../../engine/cache-calls.js';
import type { Engine } from '../../engine/engine.js';
import { readKey } from '../../engine/read-key.js';
import { KeyCodec } from '../../map/codec.js';
import { type KeyKindInfo, type NumericInfo, isOrdered } from '../../map/kinds.js';
import type { Settings } from '../../map/options.js';
import { GONE_KEY, GONE_PAYLOAD } from '../../engine/js/cache/header.js';

/** Addresses may lie beyond 2^31, and are negative then. Keys are such as `encode` gives. */
export interface Keys {
  /** Bytes of a key in the index. */
  readonly bytes: 4 | 8;
  /** Whether keys lie in records of their own, with the values. */
  readonly inRecords: boolean;
  /** Address of the value, counted and known to the policy; 0 where the key is not there. */
  find(cache: number, key: unknown): number;
  /** Address of the value of a key, which is added if it is absent; 0 where it is refused. */
  put(cache: number, key: unknown): number;
  /** The slot, or 0; neither counted nor known to the policy. */
  slot(cache: number, key: unknown): number;
  /** The key of the entry at a slot, and of that which was taken out last, as they are stored: codecs have yet to decode them. */
  at(cache: number, slot: number): unknown;
  gone(cache: number): unknown;
  /** A key as the calls above take it. Runs a codec, which is the user's and may call the cache. Good until the next call. */
  encode(key: unknown): unknown;
  /** A key as users have it, of one as it is stored. Runs a codec. */
  decode(stored: unknown): unknown;
}

/** For keys of the kind that `settings` name; payloads besides records have `payloadBytes`. */
export function keysOf({ key, codec }: Settings, engine: Engine, calls: CacheCalls, payloadBytes: 4 | 8, valueBytes: number): Keys {
  if (!isOrdered(key)) return numericKeys(key, engine, calls, payloadBytes);
  return recordedKeys(key, codec === undefined ? undefined : new KeyCodec(codec), engine, calls, valueBytes);
}

function itself(key: unknown): unknown {
  return key;
}

function numericKeys(kind: NumericInfo, engine: Engine, calls: CacheCalls, payloadBytes: 4 | 8): Keys {
  const read = (cache: number): unknown => engine[kind.view][(cache + GONE_KEY) >>> (kind.bytes === 8 ? 3 : 2)];
  const shared = {
    bytes: kind.bytes, inRecords: false, gone: read, encode: itself, decode: itself,
    at(cache: number, slot: number): unknown {
      calls.cacheKey(cache, slot);
      return read(cache);
    },
  };
  if (kind.bytes === 4) {
    const [find, put] = [calls[`cacheFind_4_${payloadBytes}`], calls[`cachePut_4_${payloadBytes}`]];
    return {
      ...shared,
      find: (cache, key) => find(cache, key as number),
      put: (cache, key) => put(cache, key as number),
      slot: (cache, key) => calls.cacheSlot_4(cache, key as number),
    };
  }
  if (kind.name === 'f64') {
    const [find, put] = [calls[`cacheFindF64_8_${payloadBytes}`], calls[`cachePutF64_8_${payloadBytes}`]];
    return {
      ...shared,
      find: (cache, key) => find(cache, key as number),
      put: (cache, key) => put(cache, key as number),
      slot: (cache, key) => calls.cacheSlotF64(cache, key as number),
    };
  }
  const [find, put] = [calls[`cacheFind_8_${payloadBytes}`], calls[`cachePut_8_${payloadBytes}`]];
  return {
    ...shared,
    find: (cache, key) => find(cache, key as bigint),
    put: (cache, key) => put(cache, key as bigint),
    slot: (cache, key) => calls.cacheSlot_8(cache, key as bigint),
  };
}

function recordedKeys(kind: KeyKindInfo, codec: KeyCodec | undefined, engine: Engine, calls: CacheCalls, valueBytes: number): Keys {
  const isText = kind.name === 'string';
  const keyIn = (record: number): unknown => {
    const at = (record >>> 0) + valueBytes;
    return readKey(engine.u8, at + 4, engine.i32[at >>> 2]!, !isText);
  };
  const shared = {
    bytes: 4 as const, inRecords: true,
    at: (cache: number, slot: number) => keyIn(engine.u32[calls.cachePayload(cache, slot) >>> 2]!),
    gone: (cache: number) => keyIn(engine.u32[(cache + GONE_PAYLOAD) >>> 2]!),
    encode: codec === undefined ? itself : (key: unknown) => codec.encode(key, 'key'),
    decode: codec === undefined ? itself : (stored: unknown) => codec.decode(stored as Uint8Array, 'key'),
  };
  if (isText) {
    return {
      ...shared,
      find: (cache, key) => calls.cacheFindText(cache, key as string),
      put: (cache, key) => calls.cachePutText(cache, key as string),
      slot: (cache, key) => calls.cacheSlotText(cache, key as string),
    };
  }
  return {
    ...shared,
    find: (cache, key) => calls.cacheFindBytes(cache, key as Uint8Array),
    put: (cache, key) => calls.cachePutBytes(cache, key as Uint8Array),
    slot: (cache, key) => calls.cacheSlotBytes(cache, key as Uint8Array),
  };
}

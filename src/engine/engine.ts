/**
 * The engine interface: what the facade asks of a table, in integers and addresses only.
 *
 * Both engines keep the same bytes in one linear memory, so the facade reads values and statistics through the same views
 * wherever they come from. The hot calls exist once per layout, `find_keyBytes_valueBytes`; `F64` calls take the key as a
 * number and make it canonical. A returned address of 0 means "not there" from `find`, "memory is exhausted" from `insert`.
 */
import { alone } from '../define.js';

/** Layouts by bytes of key and of value. */
export type Layout4 = '4_0' | '4_4' | '4_8';
export type Layout8 = '8_0' | '8_4' | '8_8';
export type Layout = Layout4 | Layout8;

/** Views of linear memory. They are renewed when it grows: read them from the engine after every call that may write. */
export interface Views {
  u8: Uint8Array;
  u32: Uint32Array;
  i32: Int32Array;
  f32: Float32Array;
  f64: Float64Array;
  u64: BigUint64Array;
  i64: BigInt64Array;
}

type Calls<Names extends string, Call> = { readonly [Name in Names]: Call };

/** The hot calls. A returned address may lie beyond 2^31, and is then negative. */
type HotCalls =
  & Calls<`find_${Layout4}` | `insert_${Layout4}`, (map: number, key: number) => number>
  & Calls<`find_${Layout8}` | `insert_${Layout8}`, (map: number, key: bigint) => number>
  & Calls<`findF64_${Layout8}` | `insertF64_${Layout8}`, (map: number, key: number) => number>;

/** Other calls for one key. `lookup` is `find` without statistics; `remove` returns 1 if the key was there, −1 when memory is refused. */
type KeyCalls =
  & Calls<'lookup_4' | 'remove_4' | 'lookupF64' | 'removeF64', (map: number, key: number) => number>
  & Calls<'lookup_8' | 'remove_8', (map: number, key: bigint) => number>;

/** Calls for a chunk of at most `CHUNK` entries whose columns the caller has put at KEYS and VALUES. */
type BulkCalls =
  & Calls<'getMany' | 'hasMany' | 'putMany' | 'removeMany', (map: number, count: number) => number>
  & Calls<'putManyBy', (map: number, count: number, mode: number, kind: number) => number>
  & { /** Of a map with snapshots, before it is written to: see `assembly/bulk/own.ts`. */ ownMany(map: number, count: number, present: number): number }
  & Calls<'undoMany', (map: number, count: number) => void>
  & Calls<'sampleMany', (map: number, count: number, bits: number) => void>;

/** Calls about a whole map. `reserve` returns 0 when memory is refused; `scan` leaves the next position at SCAN_NEXT. */
type MapCalls =
  & Calls<'reserve' | 'scan', (map: number, argument: number) => number>
  & Calls<'shrink' | 'clear' | 'dispose' | 'freeBlobs' | 'releaseSnapshot', (map: number) => void>
  & { /** The header of a snapshot; 0 when memory is refused. */ takeSnapshot(map: number): number };

/** Calls for ordered maps. A key is given by the address of its bytes, a multiple of 8, and its length word: see `ordered/record.ts`. */
type OrderedCalls =
  & Calls<'findKey' | 'insertKey' | 'removeKey', (map: number, key: number, lengthWord: number) => number>
  & Calls<'shrinkOrdered' | 'clearOrdered' | 'disposeOrdered' | 'freeRecordBlobs' | 'releaseOrderedSnapshot', (map: number) => void>
  & { /** As `ownMany`. */ ownKeys(map: number, count: number, present: number): number }
  & { /** See `assembly/ordered/copy.ts`; the address may be negative. */ copyPage(map: number, page: number): number }
  & { /** See `assembly/ordered/join.ts`. */ joinLog(map: number, head: number, tail: number, room: number, first: number, next: number): void }
  & Calls<'skipNumbers', (map: number, number: number) => void>
  & { /** As `takeSnapshot`. Reads take a snapshot as they take a map. */ takeOrderedSnapshot(map: number): number }
  & Calls<'walk', (map: number, page: number, from: number) => number>
  & Calls<'getKeys' | 'hasKeys' | 'removeKeys', (map: number, count: number) => number>
  & Calls<'putKeys', (map: number, count: number, mode: number, kind: number) => number>
  & Calls<'undoKeys', (map: number, count: number) => void>
  & Calls<'sampleKeys', (map: number, count: number, bits: number) => void>
  & { /** See `assembly/ordered/unpack.ts`. */ unpackKeys(count: number, from: number, to: number, kind: number): number }
  & {
    /** A header without a table; the spare seed is for SipHash alone, which hashes the keys from the beginning if `secure` is 1. */
    createOrdered(
      quota: number, valueBytes: number, seedLow: number, seedHigh: number, spareLow: number, spareHigh: number, secure: number,
    ): number;
  };

/**
 * Calls for one key as users have it. `find`, `insert` and `remove` as for numeric keys; `lookup` without statistics.
 * @throws CapacityError where there is no memory to put a key of more than 96 KiB into.
 */
type TextCalls =
  & { /** Writes a string to an address with room for two bytes a character and 7 more; returns its length word. */ stageText(text: string, at: number): number }
  & Calls<'findText' | 'insertText' | 'removeText' | 'lookupText', (map: number, key: string) => number>
  & Calls<'findBytes' | 'insertBytes' | 'removeBytes' | 'lookupBytes', (map: number, key: Uint8Array) => number>;

/** Calls for tables on their way to and from files: `assembly/serial/` says what they do. Addresses may be negative. */
interface SerialCalls {
  checksum(at: number, bytes: number, start: number): number;
  copyClean(map: number, table: number, groups: number, to: number): void;
  loadLone(map: number, groups: number): number;
  loadDirectory(map: number, depth: number, segments: number): number;
  loadSegment(map: number, prefix: number, depth: number): number;
  loaded(map: number, table: number, count: number, passed: number, saturated: number): void;
  setVersion(map: number, version: number): void;
  verifyTable(
    map: number, table: number, groups: number, prefix: number, depth: number, count: number, passed: number, saturated: number, floats: number,
  ): number;
}

interface HeapCalls {
  /** Memory for the host's own use; 0 when memory is refused. */
  borrow(bytes: number): number;
  giveBack(address: number, bytes: number): void;
  /** A copy of bytes in memory of the map's; 0 when memory is refused. See `assembly/memory/blob.ts`. */
  storeBlob(map: number, from: number, lengthWord: number): number;
  /** Counts a blob under another header of the same quota. */
  moveBlob(from: number, to: number, blob: number): void;
  freeBlob(map: number, blob: number): void;
  /** A header without a table; `layout` is key bytes << 8 | value bytes. 0 when memory is refused. */
  createMap(quota: number, layout: number, seedLow: number, seedHigh: number): number;
  advanceVersion(map: number): void;
  createQuota(maximumBytes: number): number;
  /** 1 if the quota is free now, 0 while maps are counted in it. */
  freeQuota(quota: number): number;
  canonicalizeMany(count: number): void;
  clearSample(): void;
  countSample(): number;
}

export interface Engine extends Views, HotCalls, KeyCalls, BulkCalls, MapCalls, OrderedCalls, TextCalls, SerialCalls, HeapCalls {
  readonly engine: 'wasm' | 'js';
  /** The longest strings that the module reads itself; undefined where it reads none. */
  readonly longestRead?: number;
  /** What a further `WebAssembly.Module` exports, over the same memory; undefined where the engine is none. Not every program has types for modules. */
  readonly link?: (module: object) => object;
  /** Bytes of linear memory at present. */
  committed(): number;
}

/**
 * Properties that are not enumerable: what prints or compares a map, as assertion libraries do, would else go through its
 * engine to seven views of the whole linear memory.
 */
export function unlisted(properties: object): PropertyDescriptorMap {
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, alone({ value: value as unknown, writable: true })]));
}

/**
 * A bounded cache with eviction, times to live and loading, whose entries lie in linear memory.
 *
 * @module wasmap/cache
 */
export { type DeserializeCacheOptions, WasmCache, type WasmCacheConstructor, type WasmCacheOptions, type WithCodec } from './wasm-cache.js';
export { type CacheStats, statsBetween } from './counts.js';
export type { ResizeOptions } from './cache.js';
export { type FailedLoad, FetchAllError, LoadError, type LoadErrorKind } from './loading/load-errors.js';
export type { CachePutAllOptions, CachePutAllResult } from './operations/bulk.js';
export type { ColumnSource } from '../bulk/batch.js';
export type { Column } from '../bulk/columns.js';
export type { GetAllOptions, GetAllResult } from '../bulk/result.js';
export type { MemoryUsage } from '../map/table-stats.js';
export type { SerializeCacheOptions } from './serial/serialize.js';
export type { ByteSource, ByteStream } from '../serial/streams.js';
export type { CacheKinds, CacheOptions, Policy } from './options.js';
export type {
  AllFetcher, Count, DisposeReason, Disposer, Entry, FetchAllOptions, FetchAllOptionsWithContext, FetchedAll, FetchOptions, FetchOptionsWithContext, Fetcher,
  FetcherFetchOptions, FetcherOptions, GetOptions, HasOptions, InsertReason, Inserter, MemoOptions, MemoOptionsWithContext, Memoizer, MemoizerMemoOptions, MemoizerOptions, Milliseconds, PeekOptions, Perf, SetOptions, Size, SizeCalculator,
  Status,
} from './types.js';

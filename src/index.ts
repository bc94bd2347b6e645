/**
 * Maps and sets in linear memory, what their calls take and return, and the errors that they throw.
 *
 * @module wasmap
 */
// First, so that bundlers put the embedded module before all code: between two parts of it, it would keep a compressor, whose
// window is no longer than the module, from seeing what they share.
export { engineInfo } from './engine/select.js';
export type { EngineChoice, EngineInfo } from './engine/select.js';
export { WasmMap } from './map/wasm-map.js';
export type { DeserializeOptions, WasmMapConstructor } from './map/wasm-map.js';
export type { MapSnapshot } from './map/map-snapshot.js';
export type { SnapshotDiff } from './map/snapshot-diff.js';
export { WasmSet } from './set/wasm-set.js';
export type { DeserializeSetOptions, WasmSetConstructor } from './set/wasm-set.js';
export type { SetLike } from './set/set-record.js';
export type { SerializeOptions } from './serial/serialize.js';
export type { TrustOptions } from './serial/deserialize.js';
export type { ByteSource, ByteStream } from './serial/streams.js';
export { WriteBatcher } from './batcher/write-batcher.js';
export type { WriteBatcherOptions } from './batcher/write-batcher.js';
export { Heap } from './heap/heap.js';
export type { HeapOptions, HeapUsage } from './heap/heap.js';
export type { HashName, WasmMapOptions, WasmSetOptions } from './map/options.js';
export type { Codec } from './map/codec.js';
export type { KeyKind, KeyOf, NumericKind, ValueKind, ValueOf, ValuesOf } from './map/kinds.js';
export type { NumericArray } from './typed-arrays.js';
export type { MemoryUsage, TableCounters, TableStats } from './map/table-stats.js';
export type { OnConflict, PutAllOptions } from './bulk/put-options.js';
export type { AbortSignalLike, ReadableStreamLike } from './bulk/async/platform.js';
export type { PutAllAsyncOptions } from './bulk/async/put-all-async.js';
export type { EntryId } from './bulk/once/history.js';
export type { IdempotencyOptions } from './map/rules.js';
export type { Validate } from './map/validate.js';
export type { FailedEntry, PutAllResult } from './bulk/result.js';
export type { GetAllOptions, GetAllResult } from './bulk/result.js';
export type { ColumnSource } from './bulk/batch.js';
export type { Column } from './bulk/columns.js';
export type { ArrowVector, PackedColumn } from './bulk/packed.js';
export {
  CapacityError, ClosedError, ConcurrentModificationError, ConflictError, PutAllError, UnsupportedError, VersionError,
  SnapshotError, WasmapRangeError, WasmapTypeError, isWasmapError,
} from './errors.js';
export type { Intruder, WasmapError, WasmapErrorCode } from './errors.js';
export type { GrowMessage } from './diagnostics/growth.js';
export type { Around, BatchCall, BatchStep, BatchStepName, PutAllMessage } from './diagnostics/batch-trace.js';

/** What wasmap calls itself, its batches and its loads in telemetry. */

/** The instrumentation scope of all spans and metrics. */
export const SCOPE = 'wasmap';
/** The package's. */
export const VERSION = '0.1.0';

/** The name of each batch's span. */
export const BATCH_SPAN = 'cache.PutAll';
/** The name of each load's span. */
export const LOAD_SPAN = 'cache.load';

/** Attributes of spans; `map`, `cache`, `tier`, `engine` and `result` are those of metrics, too. */
export const Attribute = {
  map: 'wasmap.map',
  engine: 'wasmap.engine',
  call: 'wasmap.call',
  batchSize: 'wasmap.batch.size',
  batchId: 'wasmap.batch.id',
  revision: 'wasmap.revision',
  result: 'wasmap.result',
  written: 'wasmap.written',
  failed: 'wasmap.failed',
  collisions: 'wasmap.collisions',
  grown: 'wasmap.grown',
  crossStore: 'wasmap.cross_store',
  crossStoreSpans: 'wasmap.cross_store.spans',
  cache: 'wasmap.cache',
  tier: 'wasmap.cache.tier',
  cause: 'wasmap.cache.cause',
  keyKind: 'wasmap.cache.key_kind',
  loadKeys: 'wasmap.load.keys',
  loadFailed: 'wasmap.load.failed',
  loadJoined: 'wasmap.load.joined',
  loadQueued: 'wasmap.load.queued_ms',
  loadRefresh: 'wasmap.load.refresh',
  /** By OpenTelemetry's conventions. */
  errorType: 'error.type',
} as const;

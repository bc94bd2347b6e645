/** What wasmap calls itself and its batches in telemetry. */

/** The instrumentation scope of all spans and metrics. */
export const SCOPE = 'wasmap';
/** The package's. */
export const VERSION = '0.1.0';

/** The name of each batch's span. */
export const BATCH_SPAN = 'cache.PutAll';

/** Attributes of spans; `map`, `engine` and `result` are those of metrics, too. */
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
  /** By OpenTelemetry's conventions. */
  errorType: 'error.type',
} as const;

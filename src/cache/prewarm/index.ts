/**
 * Filling a cache before it is asked: from iterables, streams of JSON lines or CSV, database cursors, and loaders of keys.
 *
 * @module wasmap/prewarm
 */
export type { CsvOptions } from './csv.js';
export { csv } from './csv.js';
export type { AnySource, StreamLike } from './iterate.js';
export type { NdjsonOptions } from './ndjson.js';
export { ndjson } from './ndjson.js';
export type { PrewarmMessage } from '../../diagnostics/prewarm-trace.js';
export type { PrewarmOptions, PrewarmProgress, PrewarmTarget } from './options.js';
export type { PrewarmClock } from './pace.js';
export type { PrewarmReport } from './prewarm.js';
export { prewarm } from './prewarm.js';
export { RowError } from './row-error.js';
export type { Picker, PickOptions, RowSource } from './rows.js';
export type { TextSource } from './text.js';
export type { FailedRow } from './writer.js';

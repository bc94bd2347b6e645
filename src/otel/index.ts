/**
 * Spans and metrics of OpenTelemetry for maps and their batches, for caches and their loads, and a span processor that finds batches which use other stores. Needs
 * `@opentelemetry/api` and imports nothing else: the SDK is yours.
 *
 * @module wasmap/otel
 */
export { traceMaps } from './trace-maps.js';
export type { TraceMapsOptions } from './trace-maps.js';
export { metricsForMaps } from './metrics-for-maps.js';
export type { MetricsForMapsOptions } from './metrics-for-maps.js';
export { CrossStoreSpanProcessor } from './cross-store.js';
export type { CrossStoreOptions } from './cross-store.js';
export { CrossStoreError } from './cross-store-error.js';
export type { CrossStoreViolation } from './cross-store-error.js';
export type { SdkOpenSpan, SdkScope, SdkSpan } from './sdk-span.js';
export type { WhichMaps } from './which-maps.js';
export { traceCaches } from './trace-caches.js';
export type { TraceCachesOptions } from './trace-caches.js';
export { metricsForCaches } from './metrics-for-caches.js';
export type { MetricsForCachesOptions } from './metrics-for-caches.js';
export type { WhichCaches, WhichTier } from './which-caches.js';
export type { SpanOptions } from './open-spans.js';
export type { CacheLoadMessage, LoadResult } from '../diagnostics/load-trace.js';

/**
 * Metrics for Prometheus, pulled when they are scraped. Needs a registry of prom-client, or of what takes its place, and imports neither.
 *
 * @module wasmap/metrics
 */
export { instrument, instrumentAll } from './instrument.js';
export type { InstrumentAllOptions, InstrumentOptions } from './instrument.js';
export type { LabelValues, MetricsRegistry } from './registry.js';

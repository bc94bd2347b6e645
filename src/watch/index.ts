/**
 * Watching maps for the point at which they tip over, and advice on how they are used. Needs nothing but the maps, and keeps none of them alive.
 *
 * @module wasmap/watch
 */
export { watch } from './watch.js';
export { advise } from './advise.js';
export type { Advice, AdviceCode, AdviceSubject, AdvisedOptions } from './advice/advice.js';
export { type WatcherGroup, watchAll } from './watch-all.js';
export type { Watcher } from './watcher.js';
export { type WatchOptions, defaultThresholds } from './options.js';
export type { ErrorListener, WatchEventName, WatchListener } from './emitter.js';
export type {
  SignalChange, SignalName, SignalReport, StateChange, StopReason, Thresholds, WatchEnd, WatchEvents, WatchReport, WatchState,
} from './report.js';

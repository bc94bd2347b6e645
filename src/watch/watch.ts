/** Watching a map for the point at which it tips over. */
import { type WatchOptions, readOptions } from './options.js';
import { tableOf } from './subject.js';
import { Watcher } from './watcher.js';

/**
 * Watches a map or set for the point at which it tips over, before users feel it: more than 2.3 misses a hit, or writes past 15 % (a warning) and
 * 25 % (critical) of what is done with it, or probe lengths and load that leave what they were. It reads counters that the map has anyway,
 * once a window of time. Windows with few operations say nothing, and change nothing; others change a state when as many as `sustain` in a
 * row say so.
 *
 * Reads are counted by keys and writes by entries, those of batches included, as far as the runtime tells of batches: see `writesCounted` of reports.
 * Iteration counts as nothing, `increment` and `getOrInsert` as what they do: a read, and mostly a write. A map that is for counting is better watched
 * with `thresholds: { writeShare: false }`.
 *
 * @throws WasmapTypeError, WasmapRangeError for what is no map, and options that make no sense; ClosedError for a map that was disposed of.
 *
 * @example
 * ```ts
 * import { WasmMap } from 'wasmap';
 * import { watch } from 'wasmap/watch';
 * const prices = new WasmMap([[1, 9.5]], { key: 'u32', value: 'f64', name: 'prices' });
 * const watcher = watch(prices, { window: 10_000, sustain: 2, timer: false });
 * watcher.on('change', ({ previous, state, report }) => {
 *   console.log(report.name, previous, state, report.signals.missRatio?.value); // prices ok critical 4
 * });
 * for (let window = 0; window < 2; window++) {
 *   for (let i = 0; i < 1000; i++) prices.get(i % 5 === 0 ? 1 : 2);
 *   watcher.sample(); // what a timer would do, but for the option above
 * }
 * ```
 *
 * @category Watching
 */
export function watch(map: object, options: WatchOptions = {}): Watcher {
  return new Watcher(tableOf('watch', map), readOptions('watch', options));
}

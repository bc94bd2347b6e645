/** Watching all maps that have a name. */
import type { Written } from '../map/written.js';
import { listenToNamedMaps, namedMaps } from '../diagnostics/named-maps.js';
import { hasWeakReferences } from '../weak.js';
import { Emitter, type WatchEventName, type WatchListener } from './emitter.js';
import { type WatchOptions, type WatchSettings, readOptions } from './options.js';
import type { WatchReport, WatchState } from './report.js';
import { worst } from './signals.js';
import { repeat } from './timer.js';
import { Watcher } from './watcher.js';

const LEAST_SWEEP = 64;
const relayed: readonly WatchEventName[] = ['sample', 'signal', 'change', 'stop'];

/**
 * Watches all maps and sets that have a name, those included that are made later: see `watchAll`. One timer serves all of them.
 *
 * @category Watching
 */
export class WatcherGroup {
  /** Number of watchers at which those whose maps are gone are next looked for. */
  #sweepAt = LEAST_SWEEP;
  readonly #settings: WatchSettings;
  readonly #emitter: Emitter;
  readonly #watchers = new Set<Watcher>();
  readonly #stopListening: () => void;
  #stopTimer: (() => void) | undefined;
  #isSampling = false;

  /** @internal */
  constructor(settings: WatchSettings) {
    this.#settings = { ...settings, timer: false };
    this.#emitter = new Emitter(settings.onError);
    for (const map of namedMaps()) this.#add(map);
    this.#stopListening = listenToNamedMaps((map) => { this.#add(map); });
    this.#stopTimer = settings.timer ? repeat(settings.window, () => { this.#tick(); }) : undefined;
  }

  /** The worst state of a map. */
  get state(): WatchState {
    return worst(this.reports().map(({ state }) => state));
  }

  /** Whether windows end by themselves. */
  get isTimed(): boolean {
    return this.#stopTimer !== undefined;
  }

  /** The last report of each map that is watched. O(maps). */
  reports(): WatchReport[] {
    return [...this.#watchers].map((watcher) => watcher.report());
  }

  /** Ends the windows of all maps now. @throws As `sample` of a Watcher. */
  sample(): WatchReport[] {
    return this.#each((watcher) => watcher.sample());
  }

  /** Ends the windows that have taken as long as the option `window` says. @throws As `sample`. */
  poll(): WatchReport[] {
    return this.#each((watcher) => watcher.poll());
  }

  /** As `on` of a Watcher, of the events of all maps: `report.name` says whose it is. @throws WasmapTypeError */
  on<Name extends WatchEventName>(event: Name, listener: WatchListener<Name>): () => void {
    return this.#emitter.on('WatcherGroup.on', event, listener);
  }

  /** Stops watching, those maps included that are made later. Twice is harmless. */
  stop(): void {
    this.#stopListening();
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    for (const watcher of this.#watchers) watcher.stop();
  }

  /** Maps tell of themselves while they are made, which is not to fail for this. */
  #add(map: object): void {
    const table = (map as Partial<Written>)._table;
    // Without weak references a list of watchers would keep the maps.
    if (!hasWeakReferences || table === undefined || table.closed) return;
    try {
      if (this.#watchers.size >= this.#sweepAt) this.#sweep();
      const watcher = new Watcher(table, this.#settings);
      this.#watchers.add(watcher);
      watcher.on('stop', () => { this.#watchers.delete(watcher); });
      for (const name of relayed) watcher.on(name, (detail) => { this.#emitter.emit(name, detail); });
    } catch (error) {
      this.#emitter.fail(error);
    }
  }

  /** Maps may come and go faster than anybody samples. */
  #sweep(): void {
    for (const watcher of [...this.#watchers]) watcher._stopIfGone();
    this.#sweepAt = Math.max(LEAST_SWEEP, 2 * this.#watchers.size);
  }

  #each(end: (watcher: Watcher) => WatchReport): WatchReport[] {
    if (this.#isSampling) return this.reports();
    this.#isSampling = true;
    try {
      for (const watcher of [...this.#watchers]) end(watcher);
      return this.reports();
    } finally {
      this.#isSampling = false;
    }
  }

  #tick(): void {
    try {
      this.sample();
    } catch (error) {
      this.#emitter.fail(error);
    }
  }
}

/**
 * Watches every map and set that was given a `name`, now or later, as `watch` does one. Not where the runtime has no weak references, for there it
 * would keep all of them.
 *
 * @throws WasmapTypeError, WasmapRangeError for options that make no sense.
 *
 * @example
 * ```ts
 * import { WasmMap } from 'wasmap';
 * import { watchAll } from 'wasmap/watch';
 * const all = watchAll({ window: 60_000 });
 * all.on('change', ({ report, state }) => { console.error(`${report.name ?? ''} is ${state}`, JSON.stringify(report)); });
 * const prices = new WasmMap({ key: 'u32', value: 'f64', name: 'prices' });
 * console.log(all.reports().map(({ name }) => name), all.state); // [ 'prices' ] ok
 * all.stop();
 * ```
 *
 * @category Watching
 */
export function watchAll(options: WatchOptions = {}): WatcherGroup {
  return new WatcherGroup(readOptions('watchAll', options));
}

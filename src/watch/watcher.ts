/** A watcher: what a map counts, window by window, judged and told. */
import { WasmapRangeError, WasmapTypeError, show } from '../errors.js';
import type { Table } from '../map/table.js';
import { follow } from './batch-entries.js';
import { contention } from './contention.js';
import { Emitter, type WatchEventName, type WatchListener } from './emitter.js';
import { type Figures, Observation } from './observation.js';
import type { WatchSettings } from './options.js';
import type { StopReason, WatchReport, WatchState } from './report.js';
import { Signals } from './signals.js';
import { repeat } from './timer.js';

/**
 * Watches one map: see `watch`. It does not keep the map alive, and stops by itself when the map is disposed of or collected. Listeners are called one
 * after another while a window ends; what they throw goes to the option `onError`.
 *
 * @category Watching
 */
export class Watcher {
  readonly #settings: WatchSettings;
  readonly #observation: Observation;
  readonly #signals: Signals;
  readonly #emitter: Emitter;
  readonly #unfollow: () => void;
  #stopTimer: (() => void) | undefined;
  #report: WatchReport;
  #stopped: StopReason | undefined = undefined;
  #isEmitting = false;

  /** @internal */
  constructor(table: Table, settings: WatchSettings) {
    table.assertOpen();
    const now = present(settings.clock);
    const { tally, unfollow } = follow(table, this);
    this.#settings = settings;
    this.#unfollow = unfollow;
    this.#observation = new Observation(table, tally);
    this.#signals = new Signals(settings, this.#observation.hasSlots, now);
    this.#emitter = new Emitter(settings.onError);
    const figures = this.#observation.next()!;
    this.#signals.begin(figures);
    this.#report = this.#reportOf(figures, { name: table.name, state: 'ok', since: now, time: now, durationMs: 0, windows: 0, isQuiet: true });
    this.#stopTimer = settings.timer ? repeat(settings.window, () => { this.#tick(); }) : undefined;
  }

  /** Why it has stopped; undefined while it watches. */
  get stopped(): StopReason | undefined {
    return this.#stopped;
  }

  /** Whether windows end by themselves: not where that was not asked for, the runtime refused a timer, or it has stopped. */
  get isTimed(): boolean {
    return this.#stopTimer !== undefined;
  }

  /** What the last window came to; before the first has ended, of none. O(1). */
  report(): WatchReport {
    return this.#report;
  }

  /**
   * Ends the window now, however long it was, and begins the next: for whoever has a timer of their own. Returns the report of it, or the last one
   * when there is nothing to watch any more, and when a listener calls this while a window ends. O(1): some 20 microseconds, and, where the map was
   * written to, up to 300 more for its probe lengths.
   *
   * @throws What the option `clock` throws, and WasmapTypeError where it gives no number.
   */
  sample(): WatchReport {
    if (this.#isEmitting || this.#stopped !== undefined) return this.#report;
    const now = present(this.#settings.clock);
    const figures = this.#observation.next();
    if (figures === undefined) this.#end(this.#observation.end ?? 'disposed');
    else this.#endWindow(figures, now);
    return this.#report;
  }

  /**
   * As `sample`, where the window has taken as long as the option `window` says: for runtimes whose timers end with requests, to be called in each
   * of these. Else nothing happens.
   *
   * @throws As `sample`.
   */
  poll(): WatchReport {
    const elapsed = present(this.#settings.clock) - this.#report.time;
    // Clocks of the day's time are set back at times.
    return elapsed >= this.#settings.window || elapsed < 0 ? this.sample() : this.#report;
  }

  /**
   * Calls `listener` at every event of that name, until the function that is returned is called: `sample` when a window has ended, `signal` and
   * `change` when a signal, or the map as a whole, is in another state, `stop` when there will be no more.
   *
   * @throws WasmapTypeError for a name that is none, or a listener that is no function.
   */
  on<Name extends WatchEventName>(event: Name, listener: WatchListener<Name>): () => void {
    return this.#emitter.on('Watcher.on', event, listener);
  }

  /** @internal Stops where the map is gone. */
  _stopIfGone(): void {
    const { end } = this.#observation;
    if (end !== undefined) this.#end(end);
  }

  /** Stops watching. Twice is harmless. */
  stop(): void {
    this.#end('stopped');
  }

  #tick(): void {
    try {
      this.sample();
    } catch (error) {
      this.#emitter.fail(error);
    }
  }

  #endWindow(figures: Figures, now: number): void {
    const { state: previous, since, time, windows, name } = this.#report;
    const isQuiet = figures.hits + figures.misses + figures.writes < this.#settings.minOperations;
    if (isQuiet) this.#signals.skip();
    const changes = isQuiet ? [] : this.#signals.add(figures, now);
    const { state } = this.#signals;
    const report = this.#reportOf(figures, {
      name, state, since: state === previous ? since : now, time: now, durationMs: Math.max(0, now - time), windows: windows + 1, isQuiet,
    });
    this.#report = report;
    this.#isEmitting = true;
    try {
      this.#emitter.emit('sample', report);
      for (const change of changes) this.#emitter.emit('signal', { ...change, report });
      if (state !== previous) this.#emitter.emit('change', { previous, state, report });
    } finally {
      this.#isEmitting = false;
    }
  }

  #reportOf({ hits, misses, writes, writesCounted, size, loadFactor, probeLength }: Figures, window: WindowReport): WatchReport {
    const reads = hits + misses;
    return Object.freeze({
      ...window,
      hits, misses, reads, writes, writesCounted,
      contention: reads < this.#settings.minOperations ? undefined : contention(hits, misses),
      size, loadFactor, probeLength,
      signals: this.#signals.report(),
    });
  }

  #end(reason: StopReason): void {
    if (this.#stopped !== undefined) return;
    this.#stopped = reason;
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    this.#unfollow();
    this.#emitter.emit('stop', { reason, report: this.#report });
  }
}

/** What a report says that is not of the map. */
type WindowReport = Pick<WatchReport, 'name' | 'since' | 'time' | 'durationMs' | 'windows' | 'isQuiet'> & { readonly state: WatchState };

/** @throws WasmapTypeError, WasmapRangeError where `clock` tells no time */
function present(clock: () => number): number {
  const now: unknown = clock();
  if (typeof now !== 'number') throw new WasmapTypeError(`watch: clock: expected it to return milliseconds, got ${show(now)}`);
  if (!Number.isFinite(now)) throw new WasmapRangeError(`watch: clock: expected it to return milliseconds, got ${now}`);
  return now;
}

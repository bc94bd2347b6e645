/** What a watcher says of its map: plain objects, which can be written as JSON. */

/** How a map, or one of its signals, is. */
export type WatchState = 'ok' | 'warning' | 'critical';

/**
 * What is judged: misses by hits, writes by operations, the mean probe length by its baseline, and how far the load factor has left where it
 * should be.
 */
export type SignalName = 'missRatio' | 'writeShare' | 'probeLength' | 'load';

/** From where on a signal is what: a level that is left out is never reached. */
export interface Thresholds {
  /** Beyond this it is a warning. */
  readonly warning?: number;
  /** Beyond this it is critical. */
  readonly critical?: number;
}

/** One signal of a report. */
export interface SignalReport {
  /** As confirmed by as many windows in a row as `sustain` says. */
  readonly state: WatchState;
  /** When it came to be in that state, by the watcher's clock. */
  readonly since: number;
  /**
   * What the last window came to; undefined where that says nothing (too few operations or entries), and for `missRatio` where nothing was hit:
   * a ratio to nothing is no number, though it is beyond every threshold.
   */
  readonly value: number | undefined;
  /** What it is judged by. */
  readonly thresholds: Thresholds;
}

/** What a watcher says of its map at the end of a window. */
export interface WatchReport {
  /** The map's `name`. */
  readonly name: string | undefined;
  /** The worst state of a signal. */
  readonly state: WatchState;
  /** When the map came to be in that state, by the watcher's clock: milliseconds since 1970, unless an option has it otherwise. */
  readonly since: number;
  /** When the window ended. */
  readonly time: number;
  /** Milliseconds that the window took. */
  readonly durationMs: number;
  /** Windows so far. */
  readonly windows: number;
  /** Whether the window had fewer operations than `minOperations`: then all states are those from before. */
  readonly isQuiet: boolean;
  /** Keys that were read, one by one or in bulk, and found. */
  readonly hits: number;
  /** Keys that were read and not found; with keys of kind `any` also those that had `undefined`. */
  readonly misses: number;
  /** `hits + misses`. */
  readonly reads: number;
  /** What was written: see `writesCounted`. */
  readonly writes: number;
  /**
   * What `writes` counts: entries, or, in runtimes without diagnostics channels (browsers), calls, where a batch is one. Either way
   * `deleteAll` counts as one, and what changed nothing not at all.
   */
  readonly writesCounted: 'entries' | 'calls';
  /**
   * How contended what stands behind the map is, since every miss goes there: estimated as 1 − (1 + ρ)^−0.72 of ρ = misses / hits, from 0 to 1.
   * Undefined where too little was read.
   */
  readonly contention: number | undefined;
  /** Entries at the end of the window. */
  readonly size: number;
  /** Entries by slots; 0 with keys of kind `any`. */
  readonly loadFactor: number;
  /** Groups of slots that a lookup reads, in the mean over entries; undefined for few entries and with keys of kind `any`. */
  readonly probeLength: number | undefined;
  /** Those that are watched and that the map has: with keys of kind `any` there are no probes and no load. */
  readonly signals: Readonly<Partial<Record<SignalName, SignalReport>>>;
}

/** The state of a map has changed. */
export interface StateChange {
  /** What it was. */
  readonly previous: WatchState;
  /** What it is now. */
  readonly state: WatchState;
  /** Of the window that confirmed it. */
  readonly report: WatchReport;
}

/** The state of one of its signals has changed. */
export interface SignalChange extends StateChange {
  /** Which one. */
  readonly signal: SignalName;
}

/** Why a watcher has stopped: it was told to, or its map was disposed of, or collected. */
export type StopReason = 'stopped' | 'disposed' | 'collected';

/** A watcher has stopped. */
export interface WatchEnd {
  /** Why. */
  readonly reason: StopReason;
  /** The last report. */
  readonly report: WatchReport;
}

/** What can be listened to, by name, with what listeners are called with. */
export interface WatchEvents {
  /** A window has ended. */
  readonly sample: WatchReport;
  /** A signal's state has changed. */
  readonly signal: SignalChange;
  /** The map's state has changed. */
  readonly change: StateChange;
  /** There will be no more windows. */
  readonly stop: WatchEnd;
}

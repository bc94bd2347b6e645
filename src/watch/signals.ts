/** The signals of a map: what each reads from a window, and what it has been confirmed to be. */
import { LoadBaseline, ProbeBaseline } from './baselines.js';
import { Confirmed } from './confirmed.js';
import { type Reading, judge, valueOf } from './judge.js';
import type { Figures } from './observation.js';
import { type WatchSettings, signalNames } from './options.js';
import type { SignalName, SignalReport, Thresholds, WatchState } from './report.js';

/** Reads what a window with operations enough says of a signal; undefined where that is nothing. */
type Reader = (figures: Figures) => Reading | undefined;

/** One reader for each signal of one map. */
function readersFor(minOperations: number): Record<SignalName, Reader> {
  const [probes, loads] = [new ProbeBaseline(), new LoadBaseline()];
  return {
    missRatio: ({ hits, misses }) => (hits + misses < minOperations ? undefined : { part: misses, whole: hits }),
    writeShare: ({ hits, misses, writes }) => ({ part: writes, whole: hits + misses + writes }),
    probeLength: (figures) => probes.read(figures),
    load: (figures) => loads.read(figures),
  };
}

/** Those that need tables with slots. */
const ofSlots: readonly SignalName[] = ['probeLength', 'load'];

export class Signals {
  readonly #all: readonly Signal[];

  constructor({ thresholds, sustain, hysteresis, minOperations }: WatchSettings, hasSlots: boolean, now: number) {
    const readers = readersFor(minOperations);
    const names = signalNames.filter((name) => thresholds[name] !== undefined && (hasSlots || !ofSlots.includes(name)));
    this.#all = names.map((name) => new Signal(name, readers[name], thresholds[name]!, sustain, hysteresis, now));
  }

  /** Takes what the map is like to begin with for the baselines. */
  begin(figures: Figures): void {
    for (const signal of this.#all) signal.read(figures);
  }

  /** The worst state of any. */
  get state(): WatchState {
    return worst(this.#all.map(({ state }) => state));
  }

  /** Takes in a window that is not quiet; says which signals have another state now. */
  add(figures: Figures, now: number): { readonly signal: SignalName; readonly previous: WatchState; readonly state: WatchState }[] {
    return this.#all.flatMap((signal) => {
      const previous = signal.state;
      signal.add(figures, now);
      return signal.state === previous ? [] : [{ signal: signal.name, previous, state: signal.state }];
    });
  }

  /** Takes in that a window said nothing. */
  skip(): void {
    for (const signal of this.#all) signal.skip();
  }

  report(): Partial<Record<SignalName, SignalReport>> {
    return Object.fromEntries(this.#all.map((signal) => [signal.name, signal.report()]));
  }
}

/** `ok` of none. */
export function worst(states: readonly WatchState[]): WatchState {
  if (states.includes('critical')) return 'critical';
  return states.includes('warning') ? 'warning' : 'ok';
}

class Signal {
  readonly #confirmed: Confirmed;
  #since: number;
  #value: number | undefined = undefined;

  constructor(readonly name: SignalName, readonly read: Reader, readonly thresholds: Thresholds, sustain: number, readonly hysteresis: number, now: number) {
    this.#confirmed = new Confirmed(sustain);
    this.#since = now;
  }

  get state(): WatchState {
    return this.#confirmed.state;
  }

  add(figures: Figures, now: number): void {
    const reading = this.read(figures);
    if (reading === undefined) {
      this.skip();
      return;
    }
    const { state } = this;
    this.#confirmed.add(judge(reading, this.thresholds, this.hysteresis));
    if (this.state !== state) this.#since = now;
    this.#value = valueOf(reading);
  }

  skip(): void {
    this.#value = undefined;
  }

  report(): SignalReport {
    return { state: this.state, since: this.#since, value: this.#value, thresholds: { ...this.thresholds } };
  }
}

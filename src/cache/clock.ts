/** A cache's time: the user's clock, or the runtime's, looked at as often as `ttlResolution` says. */
import { unexpected } from '../arguments.js';
import { now } from '../clock.js';
import type { Rules } from './rules.js';
import { after } from './timer.js';
import type { Milliseconds, Perf } from './types.js';

/** The clock of caches that were given none: the runtime's. */
export const runtimeClock: Perf = { now };

export class CacheClock {
  readonly perf: Perf;
  /** Whether it is the runtime's own: one of the user's may call the cache when it is asked. */
  readonly isOurs: boolean;
  readonly #rules: Rules;
  readonly #label: string;
  /** What the clock said last, and still does for `now`; undefined once it is to be looked at again. */
  #seen: Milliseconds | undefined;

  /** `label` is the cache's, for messages. */
  constructor(perf: Perf, rules: Rules, label: string) {
    this.perf = perf;
    this.isOurs = perf === runtimeClock;
    this.#rules = rules;
    this.#label = label;
  }

  /** The present. @throws WasmapTypeError where the clock says what is no time: entries would never end by that. */
  exact(): Milliseconds {
    const present = this.perf.now();
    if (Number.isFinite(present)) return present;
    throw unexpected(`${this.#label}: clock`, 'a time in milliseconds', present);
  }

  /** The present, or what it was up to `ttlResolution` milliseconds ago: a look at the clock costs more than many a call that asks for it. */
  now(): Milliseconds {
    if (this.#seen !== undefined) return this.#seen;
    const present = this.exact();
    const { ttlResolution } = this.#rules;
    if (ttlResolution > 0 && after(ttlResolution, () => (this.#seen = undefined)) !== undefined) this.#seen = present;
    return present;
  }
}

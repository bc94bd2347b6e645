/** `rate`: at most so many entries per second, by the time at which the next may begin; short of a tenth of a second of entries go at once. */
import type { PlatformAbortSignal } from '../../bulk/async/platform.js';

/** What time is taken from. */
export interface PrewarmClock {
  /** Milliseconds. */
  now(): number;
  /** Fulfilled after `ms` milliseconds, or when `signal` is aborted. */
  sleep(ms: number, signal: PlatformAbortSignal): Promise<void>;
}

/** Entries of so many seconds are taken together. */
const SLICE = 0.1;
/** What timers of JavaScript can wait. */
const LONGEST_DELAY = 2 ** 31 - 1;

export class Pace {
  readonly #rate: number;
  readonly #clock: PrewarmClock;
  /** When the next entry may begin. */
  #next = -Infinity;

  /** `rate` is Infinity where there is no bound. */
  constructor(rate: number, clock: PrewarmClock) {
    this.#rate = rate;
    this.#clock = clock;
  }

  /** How many of `wanted` entries may be taken together. */
  portion(wanted: number): number {
    return Math.max(1, Math.min(wanted, Math.floor(this.#rate * SLICE)));
  }

  /** Waits until `entries` may begin, after all that came before. */
  async wait(entries: number, signal: PlatformAbortSignal): Promise<void> {
    if (this.#rate === Infinity) return;
    const now = this.#clock.now();
    const begin = Math.max(now, this.#next);
    this.#next = begin + 1000 * entries / this.#rate;
    if (begin > now) await this.#clock.sleep(Math.min(begin - now, LONGEST_DELAY), signal);
  }
}

/** The system's timers. Whoever waits keeps the process alive: there is something to be done yet. */
export function sleep(ms: number, signal: PlatformAbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
  });
}

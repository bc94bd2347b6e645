/**
 * A state that is believed only when as many windows in a row say so, N of N: a single burst is no alarm, and a single good moment no end of one.
 * Windows that say nothing are not shown to it, and change nothing.
 *
 * Each threshold is a latch of its own. With the one for critical above that for warning, and both left by the same part of themselves, no window
 * can speak for critical and against warning, so critical implies warning, and a map that gets better by halves goes from critical to warning.
 */
import type { Judgement, Verdict } from './judge.js';
import type { WatchState } from './report.js';

export class Confirmed {
  readonly #warning: Latch;
  readonly #critical: Latch;

  constructor(sustain: number) {
    this.#warning = new Latch(sustain);
    this.#critical = new Latch(sustain);
  }

  get state(): WatchState {
    if (this.#critical.isOn) return 'critical';
    return this.#warning.isOn ? 'warning' : 'ok';
  }

  /** Takes in what one window says. */
  add({ warning, critical }: Verdict): void {
    this.#warning.add(warning);
    this.#critical.add(critical);
  }
}

/** Is on after so many windows in a row that reached the threshold, and off after as many that would not have held it. */
class Latch {
  isOn = false;
  /** Windows in a row that speak against what it is. */
  #against = 0;

  constructor(readonly sustain: number) {}

  add({ isReached, isHeld }: Judgement): void {
    this.#against = (this.isOn ? !isHeld : isReached) ? this.#against + 1 : 0;
    if (this.#against < this.sustain) return;
    this.isOn = !this.isOn;
    this.#against = 0;
  }
}

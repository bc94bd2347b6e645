/**
 * Looking for a map's longest probe takes up to half a millisecond, a hundred times as long as all else of it. So within a scrape it is done for
 * as many of the maps that were written to as there is time for, at least one, and those that were left out come first in the next.
 */
import { now } from '../clock.js';

/** Milliseconds of a scrape. */
const PROBING_MS = 3;

interface Probed {
  probe(): void;
}

export class ProbeBudget {
  #until = 0;
  #waiting = new Set<Probed>();

  /** A scrape begins. */
  begin(): void {
    this.#until = now() + PROBING_MS;
    const waiting = this.#waiting;
    this.#waiting = new Set();
    let isFirst = true;
    for (const map of waiting) {
      if (isFirst || now() < this.#until) map.probe();
      else this.#waiting.add(map);
      isFirst = false;
    }
  }

  /** Whether there is time for `map` yet. */
  grants(map: Probed): boolean {
    if (now() < this.#until) return true;
    this.#waiting.add(map);
    return false;
  }
}

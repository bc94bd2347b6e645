/**
 * Looking for a map's longest probe takes up to half a millisecond, a hundred times as long as all else of it. So within a scrape it is done for
 * as many of the maps that were written to as there is time for, at least one, and those that were left out come first in the next.
 */
import { now } from '../clock.js';

/** Milliseconds of a scrape: of probing alone, so that a pause of the process, such as a collection, leaves nobody out. */
const PROBING_MS = 3;

interface Probed {
  probe(): void;
}

export class ProbeBudget {
  #left = 0;
  #waiting = new Set<Probed>();

  /** A scrape begins. */
  begin(): void {
    this.#left = PROBING_MS;
    const waiting = this.#waiting;
    this.#waiting = new Set();
    for (const map of waiting) this.probe(map);
  }

  /** Now if there is time left, else in the next scrape. */
  probe(map: Probed): void {
    if (this.#left <= 0) {
      this.#waiting.add(map);
      return;
    }
    const began = now();
    map.probe();
    this.#left -= now() - began;
  }
}

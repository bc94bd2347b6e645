/** What a table's probe length and load factor should be, by what they were. */
import { type Reading, calm } from './judge.js';
import type { Figures } from './observation.js';

/** Sound tables were measured up to 1.24: see defaultThresholds. */
const LONGEST_BASELINE = 1.25;
/** Slots that are taken in a full table: see loadLimit in the engines. More entries than that are in an overflow table. */
const FULL = 0.8125;
/** Less is a few kilobytes, however empty. */
const LEAST_CAPACITY = 1024;

/** The first mean length that is seen. */
export class ProbeBaseline {
  #baseline: number | undefined = undefined;

  read({ probeLength }: Figures): Reading {
    if (probeLength === undefined) return calm;
    this.#baseline ??= Math.min(probeLength, LONGEST_BASELINE);
    return { part: probeLength, whole: this.#baseline };
  }
}

/**
 * The highest load factor since the table last grew. It grows by becoming emptier, and what was given room for more than it has fills up: neither
 * is a drift.
 */
export class LoadBaseline {
  #baseline = 0;
  #capacity = 0;

  read({ capacity, loadFactor }: Figures): Reading {
    if (capacity > this.#capacity) this.#baseline = 0;
    this.#capacity = capacity;
    this.#baseline = Math.min(Math.max(this.#baseline, loadFactor), FULL);
    if (capacity < LEAST_CAPACITY || this.#baseline === 0) return calm;
    if (loadFactor > FULL) return { part: loadFactor - FULL, whole: 1 - FULL };
    return { part: this.#baseline - loadFactor, whole: this.#baseline };
  }
}

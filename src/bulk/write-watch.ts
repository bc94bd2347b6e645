/** Noticing that a map is written to from inside its own batch: by the source, the codec or a validator of it. */
import { ConcurrentModificationError, type Intruder } from '../errors.js';
import type { Table } from '../map/table.js';

export class WriteWatch {
  readonly #table: Table;
  #version: number;
  /** Where the batch began, for maps that are debugged. */
  readonly #began: Error | undefined;

  constructor(table: Table) {
    this.#table = table;
    this.#version = table.version;
    this.#began = table.rules.debug ? new Error('the batch began here') : undefined;
  }

  /** Begins anew: what was written until now is no affair of this batch's. */
  renew(): void {
    this.#version = this.#table.version;
  }

  /** @throws ConcurrentModificationError where the map was written to since; `intruder` is who has just been at work. */
  check(intruder: Intruder): void {
    const { label, version } = this.#table;
    if (version === this.#version) return;
    const { lastWrite, concurrentModifications } = this.#table.record;
    concurrentModifications[intruder]++;
    const writers = this.#began && { batch: this.#began.stack!, other: lastWrite?.stack ?? 'unknown' };
    const places = writers === undefined ? '' : `\n  batch: ${writers.batch}\n  other: ${writers.other}`;
    const writer = intruder === 'interleaved' ? 'the map was written to between two of its slices' : `its own ${intruder} wrote to the map`;
    throw new ConcurrentModificationError(`${label}: ${intruder === 'interleaved' ? 'putAllAsync' : 'putAll'}: ${writer}; nothing of the batch was written${places}`, intruder, writers);
  }
}

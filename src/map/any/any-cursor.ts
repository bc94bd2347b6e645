/** Iteration of maps whose keys may be anything: the native Map's own. */
import type { EntryCursor } from '../table.js';
import type { AnyState } from './any-state.js';

/** Visits the entries of `table` one after another. */
export class AnyCursor implements EntryCursor {
  key: unknown;
  #value: unknown;
  readonly #table: AnyState;
  readonly #entries: Iterator<[unknown, unknown], undefined>;

  constructor(table: AnyState) {
    this.#table = table;
    this.#entries = table.index.entries();
  }

  get value(): unknown {
    return this.#table.copied(this.#value);
  }

  /** Goes to the next entry; false at the end, and from then on. */
  advance(): boolean {
    this.#table.assertOpen();
    const { value: entry } = this.#entries.next();
    if (entry === undefined) return false;
    [this.key, this.#value] = entry;
    return true;
  }
}

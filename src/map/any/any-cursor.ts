/** Iteration of maps whose keys may be anything: the native Map's own. */
import type { EntryCursor } from '../table.js';
import type { AnyState } from './any-state.js';

/** Visits the entries of `table` one after another. */
export class AnyCursor implements EntryCursor {
  key: unknown;
  #value: unknown;
  readonly #table: AnyState;
  #index: ReadonlyMap<unknown, unknown>;
  #entries: Iterator<[unknown, unknown], undefined>;
  #visited = 0;

  constructor(table: AnyState) {
    this.#table = table;
    this.#index = table.index;
    this.#entries = table.index.entries();
  }

  get value(): unknown {
    return this.#table.copied(this.#value);
  }

  /** Goes to the next entry; false at the end, and from then on. */
  advance(): boolean {
    this.#table.assertOpen();
    if (this.#table.index !== this.#index) this.#goOn();
    const { value: entry } = this.#entries.next();
    if (entry === undefined) return false;
    [this.key, this.#value] = entry;
    this.#visited++;
    return true;
  }

  /** A snapshot's entries are in another Map from now on, in the same order. */
  #goOn(): void {
    this.#index = this.#table.index;
    this.#entries = this.#table.index.entries();
    for (let i = 0; i < this.#visited; i++) this.#entries.next();
  }
}

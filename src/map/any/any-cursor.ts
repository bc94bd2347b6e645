/** Iteration of maps whose keys may be anything: the native Map's own. */
import type { EntryCursor } from '../table.js';
import type { AnyState } from './any-state.js';
import { Overlay } from './overlay.js';

/** Visits the entries of `table` one after another. */
export class AnyCursor implements EntryCursor {
  key: unknown;
  #value: unknown;
  readonly #table: AnyState;
  /** Of the native Map, over which overlays come and go; or what a snapshot has. */
  readonly #entries: Iterator<[unknown, unknown], undefined>;

  constructor(table: AnyState) {
    this.#table = table;
    this.#entries = (table.index instanceof Overlay ? table.index.base : table.index).entries();
  }

  get value(): unknown {
    return this.#table.copied(this.#value);
  }

  /** Goes to the next entry; false at the end, and from then on. */
  advance(): boolean {
    this.#table.assertOpen();
    const { index } = this.#table;
    const entry = index instanceof Overlay ? index.next(this.#entries) : this.#entries.next().value;
    if (entry === undefined) return false;
    [this.key, this.#value] = entry;
    return true;
  }
}

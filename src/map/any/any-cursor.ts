/** Iteration of maps whose keys may be anything: the native Map's own. */
import type { EntryCursor } from '../table.js';
import type { AnyState } from './any-state.js';
import { type AnyIndex, Overlay } from './overlay.js';
import { Past } from './past.js';

/** Visits the entries of `table` one after another. */
export class AnyCursor implements EntryCursor {
  key: unknown;
  #value: unknown;
  readonly #table: AnyState;
  #index: AnyIndex;
  #entries: Iterator<[unknown, unknown], undefined>;
  #visited = 0;

  /** How many copies the pasts of snapshots had taken then. */
  #copies = Past.copies;

  constructor(table: AnyState) {
    this.#table = table;
    this.#index = table.index;
    this.#entries = nativeOf(table.index).entries();
  }

  get value(): unknown {
    return this.#table.copied(this.#value);
  }

  /** Goes to the next entry; false at the end, and from then on. */
  advance(): boolean {
    this.#table.assertOpen();
    const { index } = this.#table;
    if (index !== this.#index || this.#copies !== Past.copies) this.#goOn(index);
    const entry = index instanceof Overlay ? index.next(this.#entries) : this.#entries.next().value;
    if (entry === undefined) return false;
    [this.key, this.#value] = entry;
    this.#visited++;
    return true;
  }

  /** Overlays come and go over one Map; what a snapshot has may be in a copy now, in the same order. */
  #goOn(index: AnyIndex): void {
    const hasMoved = index instanceof Past && this.#copies !== Past.copies;
    this.#index = index;
    this.#copies = Past.copies;
    if (!hasMoved) return;
    this.#entries = index.entries();
    for (let i = 0; i < this.#visited; i++) this.#entries.next();
  }
}

function nativeOf(index: AnyIndex): AnyIndex {
  return index instanceof Overlay ? index.base : index;
}

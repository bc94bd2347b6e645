/**
 * Iteration of ordered maps, exactly as Map's: in the order of insertion, over what is there when its turn comes.
 *
 * Records do not move while pages stay, so the addresses of one page's records are read at a time and each is looked at again when its
 * turn comes. When pages have gone or merged, the sequence number of the next record leads back into the log.
 */
import { readKey } from '../../engine/read-key.js';
import * as Header from '../../engine/header.js';
import { PAGES_COPIED } from '../../engine/memory-map.js';
import type { LinearState } from './linear-state.js';
import { readPage } from './records.js';

/** Visits the entries of `table` one after another. */
export class OrderedCursor {
  readonly #table: LinearState;
  /** Then pages never go. */
  readonly #isSnapshot: boolean;
  /** Sequence number of the next record to visit. */
  #next = 0;
  /** The page that was read last, the addresses of its live records and their sequence numbers from the page's first on. */
  #page = 0;
  #first = 0;
  #records: Uint32Array = new Uint32Array(0);
  #numbers: Uint32Array = new Uint32Array(0);
  #index = 0;
  /** The log's count of moves at that time. */
  #moves = -1;
  /** Where the present entry's record is, which begins with its value. */
  record = 0;
  /** Where its key is, and its length word. */
  #keyAt = 0;
  #word = 0;

  constructor(table: LinearState) {
    this.#table = table;
    this.#isSnapshot = table.source !== undefined;
  }

  /** Goes to the next entry; false where there is none at present. */
  advance(): boolean {
    const table = this.#table;
    table.assertOpen();
    while (table.map !== 0 && (this.#hasRecords() || this.#readPage())) {
      const record = this.#records[this.#index]!;
      this.#next = this.#first + this.#numbers[this.#index]! + 1;
      this.#index++;
      const word = table.engine.i32[(record + table.value.bytes) >>> 2]!;
      if (word < 0) continue; // removed
      this.#keyAt = record + table.value.bytes + 4;
      this.#word = word;
      this.record = record;
      return true;
    }
    return false;
  }

  /** Key and value are made when they are asked for, which costs more than all else; to be read before the map changes. */
  get value(): unknown {
    return this.#table.load(this.record);
  }

  get key(): unknown {
    const { engine, key, codec, label } = this.#table;
    const stored = readKey(engine.u8, this.#keyAt, this.#word, key.name !== 'string');
    return codec === undefined ? stored : codec.decode(stored as Uint8Array, label);
  }

  #hasRecords(): boolean {
    return this.#index < this.#records.length && this.#moves === this.#movesNow();
  }

  #readPage(): boolean {
    const { engine, map } = this.#table;
    const moves = this.#movesNow();
    const isInPlace = this.#isSnapshot || moves === this.#moves;
    this.#moves = moves;
    ({ page: this.#page, first: this.#first, records: this.#records, numbers: this.#numbers } =
      readPage(engine, map, isInPlace ? this.#page : 0, this.#next));
    this.#index = 0;
    return this.#records.length > 0;
  }

  /** Grows whenever records may not be where they were: those of a snapshot move when a page is copied before the map changes it. */
  #movesNow(): number {
    return this.#isSnapshot ? this.#table.engine.u32[PAGES_COPIED >>> 2]! : this.#table.read(Header.logMoves);
  }
}

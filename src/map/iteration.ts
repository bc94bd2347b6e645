/** The iterators of maps and sets, which step through whatever their tables have. */
import { define } from '../define.js';
import type { EntryCursor, Table } from './table.js';

const iteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())) as object;

/** What a step of an iterator gives. */
export type Pick<T> = (cursor: EntryCursor) => T;

/** The value is read first: a codec that makes the key may change the map. */
export function entryAt<K, V>(cursor: EntryCursor): [K, V] {
  const value = cursor.value as V;
  return [cursor.key as K, value];
}

/** An iterator like Map's own: it holds its map, is its own iterable, and has no `return`. */
export class TableIterator<T> {
  #cursor: EntryCursor | undefined;
  #table: Table | undefined;
  readonly #pick: Pick<T>;

  constructor(table: Table, pick: Pick<T>) {
    table.assertOpen();
    this.#table = table;
    this.#pick = pick;
  }

  next(): IteratorResult<T, undefined> {
    if (this.#table !== undefined) {
      this.#cursor ??= this.#table.cursor();
      if (this.#cursor.advance()) return { value: this.#pick(this.#cursor), done: false };
      this.#table = undefined;
    }
    return { value: undefined, done: true };
  }
}

Object.setPrototypeOf(TableIterator.prototype, iteratorPrototype);
// Map's iterators have no constructor of their own, and cannot be made otherwise than by their map.
Reflect.deleteProperty(TableIterator.prototype, 'constructor');
define(TableIterator.prototype, Symbol.toStringTag, { value: 'WasmMap Iterator', configurable: true });

/** A set's iterator, which differs in its name only. */
export class KeyIterator<T> extends TableIterator<T> {}
Reflect.deleteProperty(KeyIterator.prototype, 'constructor');

define(KeyIterator.prototype, Symbol.toStringTag, { value: 'WasmSet Iterator', configurable: true });

/** What iterators of maps and of sets are to the TypeScript in use: their own names for them exist only from 5.6 on. */
export type MapIteratorOf<T> = ReturnType<Map<T, unknown>['keys']>;
export type SetIteratorOf<T> = ReturnType<Set<T>['values']>;

/**
 * Iteration: the entries of one table at a time, copied out of linear memory.
 *
 * While the map does not change, a copy is as good as the map. Once it has changed, the rest of the copy is looked up key by
 * key, so that removed entries are not shown and present ones show their present value. What the engine copies next begins
 * where the range of the last copy ended, so an entry present throughout is visited exactly once.
 */
import type { Engine } from '../../engine/engine.js';
import * as Header from '../../engine/header.js';
import { KEYS, SCAN_NEXT, VALUES } from '../../engine/memory-map.js';
import type { NumericArray } from '../../typed-arrays.js';
import type { NumericInfo } from '../kinds.js';
import { isOrdered } from '../kinds.js';
import { OrderedCursor } from './ordered-cursor.js';
import type { LinearState } from './linear-state.js';
import type { Visitor } from '../slow-path.js';
import type { EntryCursor } from '../table.js';

/** Keys and values of one table of a map, at `version`. */
export interface Chunk {
  /** The first `count` are the chunk's; the arrays serve one chunk after another. */
  readonly keys: ArrayLike<unknown>;
  readonly values: ArrayLike<unknown>;
  readonly count: number;
  readonly version: number;
  /** Where to go on; negative at the end. */
  readonly next: number;
}

/** The low word of a map's version: what tells whether it changed since. */
function versionOf(table: LinearState): number {
  return table.map === 0 ? -1 : table.read(Header.version);
}

/** The first `count` elements at `address`, in `into` if there is room. */
function copyOut(engine: Engine, kind: NumericInfo, address: number, count: number, into: NumericArray | undefined): NumericArray {
  const first = address >>> (kind.bytes === 8 ? 3 : 2);
  const view = engine[kind.view];
  if (into === undefined || into.length < count) return view.slice(first, first + count);
  (into as Uint32Array).set(view.subarray(first, first + count) as Uint32Array);
  return into;
}

/** The chunk at `position`, or at the next one with entries; undefined at the end. `last`'s arrays are used again. */
export function readChunk(table: LinearState, position: number, last?: Chunk): Chunk | undefined {
  table.assertOpen();
  while (position >= 0 && table.map !== 0) {
    const chunk = readTable(table, position, last);
    if (chunk.count > 0) return chunk;
    position = chunk.next;
  }
  return undefined;
}

/** The chunk at `position`, where there may be no entries. */
export function readTable(table: LinearState, position: number, last?: Chunk): Chunk {
  const { engine, key, value, store } = table;
  const count = engine.scan(table.map, position);
  const next = engine.i32[SCAN_NEXT >>> 2]!;
  const keys = copyOut(engine, key as NumericInfo, KEYS, count, last?.keys as NumericArray | undefined);
  let values: ArrayLike<unknown> = keys;
  if (value.held) {
    const handles = engine.u32.subarray(VALUES >>> 2, (VALUES >>> 2) + count);
    values = Array.from(handles, (handle) => store.read(handle));
  } else if (value.stored !== undefined) {
    values = copyOut(engine, value.stored, VALUES, count, last?.values as NumericArray | undefined);
  }
  return { keys, values, count, version: versionOf(table), next };
}

/** Visits the entries of `table` one after another. */
export class Cursor {
  key: unknown;
  value: unknown;
  readonly #table: LinearState;
  #chunk: Chunk | undefined;
  #index = 0;

  constructor(table: LinearState, chunk = readChunk(table, 0), index = 0) {
    this.#table = table;
    this.#chunk = chunk;
    this.#index = index;
  }

  /** Goes to the next entry; false at the end, and from then on. */
  advance(): boolean {
    while (this.#chunk !== undefined) {
      const { keys, values, count, version, next } = this.#chunk;
      if (this.#index === count) {
        this.#chunk = readChunk(this.#table, next, this.#chunk);
        this.#index = 0;
        continue;
      }
      const at = this.#index++;
      this.key = keys[at];
      this.value = values[at];
      if (versionOf(this.#table) === version) return true;
      const address = this.#table.lookup(this.key);
      if (address === 0) continue;
      this.value = this.#table.load(address);
      return true;
    }
    return false;
  }
}

/** Calls `callback` for every entry of `table`, as `forEach` of the map `host` does. */
export function forEachEntry(table: LinearState, host: unknown, callback: Visitor, thisArg: unknown): void {
  if (isOrdered(table.key)) return visitRest(new OrderedCursor(table), host, callback, thisArg);
  for (let chunk = readChunk(table, 0); chunk !== undefined; chunk = readChunk(table, chunk.next, chunk)) {
    const done = table.hot._visit.call(host, chunk.count, chunk.keys, chunk.values, callback, thisArg);
    if (done === chunk.count) continue;
    visitRest(new Cursor(table, { ...chunk, version: -2, next: -1 }, done), host, callback, thisArg);
  }
}

function visitRest(cursor: EntryCursor, host: unknown, callback: Visitor, thisArg: unknown): void {
  while (cursor.advance()) callback.call(thisArg, cursor.value, cursor.key, host);
}

/** The records of an ordered map's log, page by page; `assembly/ordered/record.ts` draws one. */
import type { Engine } from '../../engine/engine.js';
import { KEYS, VALUES, WALK_FIRST, WALK_PAGE } from '../../engine/memory-map.js';

/** Addresses of the live records of a page, where it was in the log, and the sequence numbers of its first record and of the listed ones. */
export interface Page {
  readonly page: number;
  readonly first: number;
  readonly records: Uint32Array;
  /** Counted from `first`. */
  readonly numbers: Uint32Array;
}

/** The live records from the sequence number `from` on, up to the end of their page, which is `page` or after it; none at the end of the log. */
export function readPage(engine: Engine, map: number, page: number, from: number): Page {
  const count = engine.walk(map, page, from);
  return {
    page: engine.u32[WALK_PAGE >>> 2]!,
    first: engine.f64[WALK_FIRST >>> 3]!,
    records: engine.u32.slice(KEYS >>> 2, (KEYS >>> 2) + count),
    numbers: engine.u32.slice(VALUES >>> 2, (VALUES >>> 2) + count),
  };
}

/** Addresses of all live records, which must stay where they are meanwhile. O(entries). */
export function* recordsOf(engine: Engine, map: number): Iterable<number> {
  for (let last = readPage(engine, map, 0, 0); last.records.length > 0;) {
    yield* last.records;
    last = readPage(engine, map, last.page, last.first + last.numbers.at(-1)! + 1);
  }
}

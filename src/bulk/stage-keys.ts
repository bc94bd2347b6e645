/** Putting the keys of a batch where engines read them: a column of numbers, or keys of text and bytes beside a table of them. */
import type { Engine } from '../engine/engine.js';
import { LONGEST, PACKED_BYTES, WIDE } from '../engine/keys.js';
import { KEYS, KEY_TABLE, LIST, VALUES } from '../engine/memory-map.js';
import { isOrdered } from '../map/kinds.js';
import { type NumericArray, byteLength } from '../typed-arrays.js';
import { exhausted } from '../map/slow-path.js';
import { type WritableKeys, stage } from './columns.js';
import { PackedKeys } from './packed.js';
import { StoredKeys } from './stored-keys.js';
import type { BatchTarget } from './target.js';

/** Keys begin at multiples of 8, and writers may go 7 bytes beyond their ends. */
const SLACK = 16;
/** Strings that are looked at together before they are read. */
const BLOCK = 64;
/** What packed keys may take of the scratch. The rest lets them be rewritten, as twice as many bytes where they are no ASCII. */
const PACKED_ROOM = ((VALUES - KEYS) * 3) / 4;
/** The longest of them that can be rewritten there. */
const LONGEST_PACKED = (VALUES - KEYS) / 2 - SLACK;

/** Runs lent for keys that are longer than the scratch. */
const loans = new WeakMap<Engine, { readonly at: number; readonly bytes: number }>();

/**
 * Stages keys from the position `from` on, to `to` or as far as there is room; returns where it ended. That is `from` where the
 * key there is text of no valid UTF-8. @throws CapacityError where there is no memory for it.
 */
export function stageKeys(table: BatchTarget, keys: WritableKeys, from: number, to: number): number {
  const { key, engine } = table;
  if (keys instanceof PackedKeys) return stagePacked(table, keys, from, to);
  if (keys instanceof StoredKeys) return stageStored(table, keys, from, to);
  if (isOrdered(key)) return stageOrdered(table, keys as readonly (string | Uint8Array)[], from, to);
  stage(engine, key, keys as NumericArray, from, to, KEYS);
  if (key.name === 'f64') engine.canonicalizeMany(to - from);
  return to;
}

function stageOrdered(table: BatchTarget, keys: readonly (string | Uint8Array)[], from: number, to: number): number {
  const { engine } = table;
  let at = KEYS;
  for (let i = from; i < to;) {
    const end = fitting(keys, i, Math.min(i + BLOCK, to), VALUES - at);
    if (end === i) return i > from ? i : stageLong(table, keys[i]!, i);
    for (; i < end; i++) at += stageOne(engine, keys[i]!, at, i - from);
  }
  return to;
}

/** Room for a key: strings may take two bytes a character. */
function roomFor(key: string | Uint8Array): number {
  const bytes = (typeof key === 'string' ? 2 * key.length : byteLength(key)) + SLACK;
  return bytes - (bytes & 7);
}

/**
 * Where the keys from `from` on end, to `to` at most, that have room in `bytes`. Strings lie anywhere in memory: asking so many for
 * their lengths in a loop that does nothing else lets their misses overlap.
 */
function fitting(keys: readonly (string | Uint8Array)[], from: number, to: number, bytes: number): number {
  let left = bytes;
  for (let i = from; i < to; i++) {
    left -= roomFor(keys[i]!);
    if (left < 0) return i;
  }
  return to;
}

/** Stages a key at `at` as the `index`th of the table; returns what it takes. */
function stageOne(engine: Engine, key: string | Uint8Array, at: number, index: number): number {
  const entry = (KEY_TABLE >>> 2) + 2 * index;
  const { u8, u32 } = engine;
  u32[entry] = at;
  if (typeof key === 'string') {
    u32[entry + 1] = engine.stageText(key, at);
  } else {
    u8.set(key, at);
    u32[entry + 1] = byteLength(key);
  }
  return roomFor(key);
}

/** Stages the key at `index`, which is longer than the scratch, in memory that is lent for it. */
function stageLong(table: BatchTarget, key: string | Uint8Array, index: number): number {
  stageOne(table.engine, key, lend(table, roomFor(key)), 0);
  assertStorable(table, table.engine.u32[(KEY_TABLE >>> 2) + 1]!);
  return index + 1;
}

function stagePacked(table: BatchTarget, keys: PackedKeys, from: number, to: number): number {
  const { engine } = table;
  const { data, offsets, kind } = keys;
  const first = offsets[from]!;
  const longest = offsets[from + 1]! - first;
  if (longest > LONGEST) throw exhausted(table);
  const isLong = longest > LONGEST_PACKED;
  // Below the first there must be as much room as it takes, for one that is rewritten to begin there.
  const rows = isLong ? 1 : keys.fitting(from, to, Math.min(PACKED_ROOM, VALUES - KEYS - longest));
  const length = offsets[from + rows]! - first;
  const gap = isLong && kind !== PACKED_BYTES ? 2 * length : 0;
  const rewritten = isLong ? lend(table, gap + length + SLACK) : KEYS;
  const at = isLong ? rewritten + gap : VALUES - length;
  engine.u8.set(data.subarray(first, first + length), at);
  engine.u32.set(offsets.subarray(from, from + rows + 1), LIST >>> 2);
  const unpacked = engine.unpackKeys(rows, at, rewritten, kind);
  if (unpacked > 0 && longest > LONGEST / 2) assertStorable(table, engine.u32[(KEY_TABLE >>> 2) + 1]!);
  return from + Math.max(0, unpacked);
}

function stageStored(table: BatchTarget, keys: StoredKeys, from: number, to: number): number {
  const { engine } = table;
  const { data, words, offsets } = keys;
  const end = Math.max(from + 1, keys.fitting(from, to, VALUES - KEYS - SLACK));
  const [first, last] = [offsets[from]!, offsets[end]!];
  const at = last - first > VALUES - KEYS - SLACK ? lend(table, last - first + SLACK) : KEYS;
  engine.u8.set(data.subarray(first, last), at);
  const { u32 } = engine;
  for (let i = from, entry = KEY_TABLE >>> 2; i < end; i++, entry += 2) {
    u32[entry] = at + offsets[i]! - first;
    u32[entry + 1] = words[i]!;
  }
  return end;
}

/** @throws CapacityError where a length word says more bytes than it can. */
function assertStorable(table: BatchTarget, word: number): void {
  if ((word & ~WIDE) > LONGEST) throw exhausted(table);
}

/**
 * Memory for a key that is longer than the scratch, until `endStaging`: what is lent stays for the next such key, so that a batch can be
 * taken back with no more memory than it took. @throws CapacityError where there is none.
 */
function lend(table: BatchTarget, bytes: number): number {
  const { engine } = table;
  const loan = loans.get(engine);
  if (loan !== undefined && loan.bytes >= bytes) return loan.at;
  const at = engine.borrow(bytes) >>> 0;
  if (at === 0) throw exhausted(table);
  endStaging(engine);
  loans.set(engine, { at, bytes });
  return at;
}

/** Gives back what was lent for long keys. */
export function endStaging(engine: Engine): void {
  const loan = loans.get(engine);
  if (loan === undefined) return;
  loans.delete(engine);
  engine.giveBack(loan.at, loan.bytes);
}

const numeric = { get: 'getMany', has: 'hasMany', put: 'putManyBy', undo: 'undoMany', remove: 'removeMany', own: 'ownMany', sample: 'sampleMany' } as const;
const ordered = { get: 'getKeys', has: 'hasKeys', put: 'putKeys', undo: 'undoKeys', remove: 'removeKeys', own: 'ownKeys', sample: 'sampleKeys' } as const;

/** The names of an engine's calls for keys staged for `table`. */
export function callsFor(table: Pick<BatchTarget, 'key'>): typeof numeric | typeof ordered {
  return isOrdered(table.key) ? ordered : numeric;
}

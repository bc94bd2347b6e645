/** A walk over an ordered map's log and index, from their bytes alone: see `invariants.ts`. */
import type { Engine } from '../../src/engine/engine.js';
import { type Piece, type Walk, insist, same, walkFormer, walkMap } from './invariants.js';

const SEGMENT = 16384;
const PAGE_HEADER = 32;
const DEAD = 0x80000000;
const FILLER = 0x20000000;

/** Checks the records of a page; adds the live ones to `records`. Returns the sequence number after its last. */
function walkPage(engine: Engine, page: number, valueBytes: number, records: Set<number>): number {
  const word = (at: number): number => engine.u32[at / 4]!;
  const end = page + word(page + 12);
  const rounded = (length: number): number => Math.ceil((valueBytes + 4 + length) / 8) * 8;
  let number = word(page + 24) + word(page + 28) * 2 ** 32;
  let live = 0;
  let at = page + PAGE_HEADER;
  while (at < end) {
    const length = word(at + valueBytes);
    const filler = (length & FILLER) !== 0;
    const bytes = rounded(filler ? 0 : length % FILLER);
    insist(!filler || length >= DEAD, () => `filler ${String(at)} is alive`);
    if (length < DEAD) {
      records.add(at);
      live += bytes;
      for (let rest = at + valueBytes + 4 + (length % FILLER); rest < at + bytes; rest++) same(engine.u8[rest]!, 0, `padding of record ${String(at)}`);
    }
    number += filler ? length % FILLER : 1;
    at += bytes;
  }
  same(at, end, `end of page ${String(page)}`);
  same(word(page + 16), live, `live bytes of page ${String(page)}`);
  return number;
}

/** Bytes of the first record of a page. */
function firstBytes(engine: Engine, page: number, valueBytes: number): number {
  return Math.ceil((valueBytes + 4 + (engine.u32[(page + PAGE_HEADER + valueBytes) / 4]! % FILLER)) / 8) * 8;
}

/** Checks every invariant of the ordered map `map`. @throws Broken at the first that does not hold. */
export function walkOrdered(engine: Engine, map: number): Walk {
  const word = (at: number): number => engine.u32[at / 4]!;
  const [valueBytes, head, tail, room] = [0, 4, 8, 12].map((field) => word(map + 128 + field)) as [number, number, number, number];
  const next = word(map + 144) + word(map + 148) * 2 ** 32;
  const pages: Piece[] = [];
  const records = new Set<number>();
  let previous = 0;
  let number = 0;
  for (let page = head; page !== 0; previous = page, page = word(page)) {
    const bytes = word(page + 8);
    same(word(page + 4), previous, `previous of page ${String(page)}`);
    insist(word(page + 12) <= bytes, () => `page ${String(page)} uses ${String(word(page + 12))} of ${String(bytes)}`);
    insist(page === tail || word(page + 16) > 0, () => `page ${String(page)} is dead`);
    const first = word(page + 24) + word(page + 28) * 2 ** 32;
    insist(first >= number, () => `page ${String(page)} begins with ${String(first)} after ${String(number)}`);
    number = walkPage(engine, page, valueBytes, records);
    pages.push({ kind: bytes > SEGMENT ? 'run' : bytes > 8192 ? 'segment' : 'block', address: page, bytes });
    insist(bytes <= SEGMENT || word(page + 12) - PAGE_HEADER === firstBytes(engine, page, valueBytes), () => `run ${String(page)} holds more than one record`);
    if (page === tail && room > 0) {
      same(room, bytes - word(page + 12), 'room of the newest page');
      same(number, next, 'number of the next record');
    }
  }
  same(tail, previous, 'newest page');
  insist(number <= next, () => `numbers reach ${String(number)}, next is ${String(next)}`);
  const indexed = new Set<number | bigint>();
  const former = word(map + 32);
  const left = former === 0 ? { entries: 0, pieces: [] } : walkFormer(engine, map, former, word(former + 132), word(former + 136), indexed);
  insist(former === 0 || word(map + 172) === 0, () => 'a migration that does not lead to SipHash');
  insist(former === 0 || word(map + 40) > 0, () => 'a migration of nothing');
  const walk = walkMap(engine, map, indexed, { headerBytes: 192, pieces: [...pages, ...left.pieces], elsewhere: left.entries });
  same(walk.entries, records.size, 'live records');
  for (const record of indexed) insist(records.has(record as number), () => `the index leads to ${String(record)}, where no record lives`);
  return walk;
}

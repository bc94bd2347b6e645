/** A walk over an ordered map's log and index, from their bytes alone: see `invariants.ts`. */
import type { Engine } from '../../src/engine/engine.js';
import { type Piece, type Walk, insist, same, taken, walkFormer, walkMap, walkSnapshot, walkSnapshots } from './invariants.js';

const SEGMENT = 16384;
const PAGE_HEADER = 32;
const DEAD = 0x80000000;
const FILLER = 0x20000000;

/**
 * Checks the records of a page, which was at `origin` if a snapshot has kept it; adds the live ones to `records`, where they were. Returns the
 * sequence number after its last.
 */
function walkPage(engine: Engine, page: number, valueBytes: number, records: Set<number>, origin?: number): number {
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
      records.add(at - page + (origin ?? page));
      live += bytes;
      for (let rest = at + valueBytes + 4 + (length % FILLER); rest < at + bytes; rest++) same(engine.u8[rest]!, 0, `padding of record ${String(at)}`);
    }
    number += filler ? length % FILLER : 1;
    at += bytes;
  }
  same(at, end, `end of page ${String(page)}`);
  if (origin === undefined) same(word(page + 16), live, `live bytes of page ${String(page)}`);
  return number;
}

/** Bytes of the first record of a page. */
function firstBytes(engine: Engine, page: number, valueBytes: number): number {
  return Math.ceil((valueBytes + 4 + (engine.u32[(page + PAGE_HEADER + valueBytes) / 4]! % FILLER)) / 8) * 8;
}

function pieceOf(page: number, bytes: number): Piece {
  return { kind: bytes > SEGMENT ? 'run' : bytes > 8192 ? 'segment' : 'block', address: page, bytes };
}

/** A page that a snapshot has kept, and where it was. */
interface Kept {
  readonly page: number;
  readonly origin: number;
  readonly bytes: number;
}

/** The pages that a snapshot has kept. */
function keptPages(engine: Engine, snapshot: number): Kept[] {
  const word = (at: number): number => engine.u32[at / 4]!;
  const [buckets, mask, epoch] = [word(snapshot + 176), word(snapshot + 188), word(word(snapshot + 104) + 16)];
  const all: Kept[] = [];
  for (let i = 0; i <= mask; i++) {
    for (let page = word(buckets + i * 4); page !== 0; page = word(page + 4)) {
      const kept = { page, origin: word(page + 16), bytes: word(page + 8) };
      same(Math.floor(kept.origin / SEGMENT) % (mask + 1), i, `bucket of page ${String(page)}`);
      insist(word(page + 20) <= epoch, () => `page ${String(page)} came after the snapshot that keeps it`);
      for (const { origin, bytes } of all) insist(kept.origin >= origin + bytes || origin >= kept.origin + kept.bytes, () => `page ${String(page)} is kept twice`);
      all.push(kept);
    }
  }
  return all;
}

/** As `walkSnapshot`, of an ordered map: with the pages that it keeps, and the log as it was. */
function walkOrderedSnapshot(engine: Engine, snapshot: number, newer: number, map: number | null): Walk {
  const word = (at: number): number => engine.u32[at / 4]!;
  const [valueBytes, head, tail] = [0, 4, 8].map((field) => word(snapshot + 128 + field)) as [number, number, number];
  const holders: Kept[][] = [];
  for (let holder = snapshot; holder !== 0 && word(holder + 176) !== 0; holder = word(word(holder + 104) + 20)) holders.push(keptPages(engine, holder));
  const kept = (page: number): Kept | undefined => holders.map((pages) => pages.find(({ origin }) => origin === page)).find(Boolean);
  const records = new Set<number>();
  let last = 0;
  for (let page = head, number = 0; page !== 0;) {
    const own = kept(page);
    const at = own?.page ?? page;
    const first = word(at + 24) + word(at + 28) * 2 ** 32;
    insist(first >= number, () => `page ${String(page)} of a snapshot begins with ${String(first)} after ${String(number)}`);
    number = walkPage(engine, at, valueBytes, records, page);
    last = page;
    page = word(at);
  }
  same(last, tail, 'newest page of a snapshot');
  const pieces = holders[0]!.map(({ page, bytes }) => pieceOf(page, bytes));
  const bytes = (word(snapshot + 188) + 1) * 4;
  pieces.push(pieceOf(word(snapshot + 176), taken(bytes)));
  const indexed = new Set<number | bigint>();
  const former = word(snapshot + 32);
  const left = former === 0 ? { entries: 0, pieces: [] } : walkFormer(engine, map, former, word(former + 132), word(former + 136), indexed, true);
  const walk = walkSnapshot(engine, snapshot, newer, map, { headerBytes: 192, pieces: [...pieces, ...left.pieces], elsewhere: left.entries }, indexed);
  same(walk.entries, records.size, 'live records of a snapshot');
  for (const record of indexed) insist(records.has(record as number), () => `a snapshot's index leads to ${String(record)}, where no record lived`);
  return walk;
}

/** As `walkSnapshots`, of an ordered map. */
export function walkOrderedSnapshots(engine: Engine, newest: number, map: number): Walk {
  return walkSnapshots(engine, newest, map, walkOrderedSnapshot);
}

/** Checks every invariant of the ordered map `map`, and of its snapshots. @throws Broken at the first that does not hold. */
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
    pages.push(pieceOf(page, bytes));
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
  const before = word(map + 104) === 0 ? 0 : word(word(map + 104) + 4);
  if (before === 0) return walk;
  const snapshots = walkOrderedSnapshots(engine, before, map);
  return { ...walk, pieces: [...walk.pieces, ...snapshots.pieces], bytes: walk.bytes + snapshots.bytes };
}

/**
 * A walk over everything an engine keeps about one map, from its bytes alone: this file shares no code with either engine,
 * not even constants, so that a mistake in both would still show here. `invariants-heap.ts` does the same for the heap.
 */
import type { Engine } from '../../src/engine/engine.js';

/** Bytes of a group by layout (key bytes << 8 | value bytes), and where its values begin. */
const GEOMETRY: Readonly<Record<number, readonly [group: number, valuesAt: number]>> = {
  0x400: [40, 8], 0x404: [64, 36], 0x408: [96, 40], 0x800: [64, 8], 0x804: [96, 64], 0x808: [128, 64],
};
const SLOTS = 7;
const SEGMENT = 16384;
const HEADER = 128;

/** A piece of memory that a map owns. */
export interface Piece {
  readonly kind: 'block' | 'segment' | 'run';
  readonly address: number;
  readonly bytes: number;
}

export interface Walk {
  readonly pieces: Piece[];
  readonly entries: number;
  /** Bytes by the map's own account, its overflow table's included. */
  readonly bytes: number;
  readonly quota: number;
}

/** What a map has besides that is the index of an ordered map. */
export interface Index {
  readonly headerBytes: number;
  /** Pages of the log, and what belongs to the former index. */
  readonly pieces: readonly Piece[];
  /** Entries of the former index. */
  readonly elsewhere: number;
}

export class Broken extends Error {}

export function insist(condition: boolean, message: () => string): void {
  if (!condition) throw new Broken(message());
}

export function same(actual: number, expected: number, what: string | (() => string)): void {
  if (actual !== expected) throw new Broken(`${typeof what === 'string' ? what : what()}: ${String(actual)}, expected ${String(expected)}`);
}

/** The five constants of a seeded hash, written down a second time. */
function constantsOf(low: number, high: number): number[] {
  const finish = (x: number): number => {
    let y = x ^ (x >>> 16);
    y = Math.imul(y, -2048144789);
    y ^= y >>> 13;
    y = Math.imul(y, -1028477387);
    return (y ^ (y >>> 16)) >>> 0;
  };
  const [a, b, c, d, e] = [1, 2, 3, 4, 5].map((i) => finish(finish((low + Math.imul(i, 0x9e3779b9)) >>> 0) ^ high));
  return [a!, (b! | 1) >>> 0, (c! | 1) >>> 0, d!, (e! | 1) >>> 0];
}

/** Reads of one map; every number unsigned. */
class Reader {
  readonly keyBytes: number;
  readonly valueBytes: number;
  readonly groupBytes: number;
  readonly valuesAt: number;
  readonly whole: number;
  private readonly constants: number[];

  /** `owner` is whose name the segments have; null where nobody knows any more. */
  constructor(readonly engine: Engine, readonly map: number, private readonly index: boolean, readonly owner: number | null = map, readonly isSnapshot = false) {
    const layout = this.word(map + 116);
    const geometry = GEOMETRY[layout];
    if (!geometry) throw new Broken(`layout ${String(layout)}`);
    this.keyBytes = layout >>> 8;
    this.valueBytes = layout & 255;
    [this.groupBytes, this.valuesAt] = geometry;
    this.whole = Math.floor(SEGMENT / this.groupBytes);
    this.constants = constantsOf(this.word(map + 108), this.word(map + 112));
    // In an ordered map's header the address of the former index is where others have their fourth constant.
    const skipped = index && this.word(map + 32) !== this.constants[3] ? 3 : -1;
    this.constants.forEach((constant, i) => {
      if (i !== skipped) same(this.word(map + 20 + i * 4), constant, `hash constant ${String(i)}`);
    });
  }

  word(at: number): number {
    return this.engine.u32[at / 4]!;
  }

  /** A field of the block with what few maps have. */
  annex(field: number): number {
    const at = this.word(this.map + 104);
    return at === 0 ? 0 : this.word(at + field);
  }

  /** The block, if there is one. */
  annexPieces(): Piece[] {
    const at = this.word(this.map + 104);
    return at === 0 ? [] : [{ kind: 'block', address: at, bytes: 32 }];
  }

  /** The entry of the segment table that describes `segment`. */
  entry(segment: number): { use: number; count: number; depth: number; owner: number; next: number; flags: number; passed: number; birth: number } {
    const at = Math.floor(segment / 2 ** 24) * 2 ** 24 + (Math.floor(segment / SEGMENT) % 1024) * 64;
    return {
      use: this.word(at), count: this.word(at + 4), depth: this.word(at + 8), owner: this.word(at + 12),
      next: this.word(at + 16), flags: this.word(at + 24),
      passed: this.word(at + 32), birth: this.word(at + 40),
    };
  }

  /** Checks that a word says that its segment is shared if it is. */
  checkShared(word: number): void {
    const before = this.annex(4);
    const { birth } = this.entry(word - (word % 16));
    insist(birth <= this.annex(16), () => `segment of word ${String(word)} is born in ${String(birth)}`);
    const isShared = this.isSnapshot || (before !== 0 && birth <= this.word(this.word(before + 104) + 16));
    insist(!isShared || (word & 4) === 4, () => `word ${String(word)} does not say that a snapshot shares it`);
  }

  hash(at: number): number {
    const [xorLow, timesLow, timesLast, xorHigh, timesHigh] = this.constants as [number, number, number, number, number];
    let x = this.word(at) ^ xorLow;
    if (this.keyBytes === 8) {
      const y = Math.imul(this.word(at + 4) ^ xorHigh, timesHigh);
      x ^= y ^ (y >>> 15);
    }
    x = Math.imul(x, timesLow);
    x = Math.imul(x ^ (x >>> 15), timesLast);
    return (x ^ (x >>> 16)) >>> 0;
  }

  /** What tells the entry of the key at `at` from all others: in an index, where keys are hashes, its record's address. */
  key(at: number): number | bigint {
    if (this.index) return this.word(at + 28);
    return this.keyBytes === 4 ? this.word(at) : this.engine.u64[at / 8]!;
  }
}

/** Notes in `passed` each group before `group` on the path of a hash through a table, home first; tells whether it is on that path. */
function passUntil(group: number, hash: number, groups: number, passed: Uint32Array): boolean {
  let numbers = 1;
  while (numbers < groups) numbers *= 2;
  let at = Math.floor(((hash % 32768) * groups) / 32768);
  for (let step = 1; step <= numbers; step++) {
    if (at === group) return true;
    if (at < groups) passed[at * 2 + (hash % 2)]!++;
    at = (at + step) % numbers;
  }
  return false;
}

/**
 * Checks one table, whose hashes all begin with the `depth` bits of `prefix`; tells its entries, how many groups they passed, whether a
 * counter is full. Counters of a former index may be too high, for slots are emptied without them.
 */
function walkTable(
  reader: Reader, table: number, groups: number, depth: number, prefix: number, seen: Set<number | bigint>, former = false,
): { entries: number; passes: number; saturated: boolean } {
  const { engine, groupBytes } = reader;
  const passed = new Uint32Array(groups * 2);
  let entries = 0;
  for (let group = 0; group < groups; group++) {
    for (let slot = 0; slot < SLOTS; slot++) {
      const tag = engine.u8[table + group * groupBytes + slot]!;
      if (tag === 0) continue;
      const at = table + group * groupBytes + 8 + slot * reader.keyBytes;
      const hash = reader.hash(at);
      const where = (): string => `key ${reader.key(at).toString()} in group ${String(group)} slot ${String(slot)}`;
      same(tag, 128 + (hash % 128), () => `${where()}: tag`);
      same(Math.floor(hash / 2 ** (32 - depth)), prefix, () => `${where()}: prefix`);
      insist(!seen.has(reader.key(at)), () => `${where()}: twice`);
      seen.add(reader.key(at));
      entries++;
      insist(passUntil(group, hash, groups, passed), () => `${where()}: not on its path`);
    }
  }
  let saturated = false;
  for (let i = 0; i < passed.length; i++) {
    const byte = engine.u8[table + (i >> 1) * groupBytes + 7]!;
    const counter = (i & 1) ? byte >> 4 : byte & 15;
    if (counter === 15) saturated = true;
    else if (former) insist(counter >= passed[i]!, () => `counter ${String(i & 1)} of group ${String(i >> 1)}: ${String(counter)}`);
    else same(counter, passed[i]!, () => `counter ${String(i & 1)} of group ${String(i >> 1)}`);
  }
  return { entries, passes: passed.reduce((sum, count) => sum + count, 0), saturated };
}

function limit(groups: number): number {
  return groups === 1 ? SLOTS : Math.floor((groups * SLOTS * 208) / 256);
}

/** The bytes that a piece of `bytes` takes from the heap. */
export function taken(bytes: number): number {
  if (bytes > 8192) return Math.ceil(bytes / SEGMENT) * SEGMENT;
  if (bytes <= 64) return Math.ceil(bytes / 16) * 16;
  let octave = 64;
  while (octave * 2 < bytes) octave *= 2;
  return [1, 1.25, 1.5, 2].map((size) => size * octave).find((size) => size >= bytes)!;
}

/** Checks a whole segment and its entry in the segment table. */
function walkSegment(
  reader: Reader, segment: number, overflows: boolean, depth: number, prefix: number, seen: Set<number | bigint>,
): number {
  const entry = reader.entry(segment);
  same(segment % SEGMENT, 0, `alignment of segment ${String(segment)}`);
  same(entry.use, 1, `use of segment ${String(segment)}`);
  if (reader.owner !== null) same(entry.owner, reader.owner, `owner of segment ${String(segment)}`);
  same(entry.depth, depth, `depth of segment ${String(segment)}`);
  same((entry.flags >> 1) & 1, overflows ? 1 : 0, `overflow flag of segment ${String(segment)}`);
  const { entries, passes, saturated } = walkTable(reader, segment, reader.whole, depth, prefix, seen);
  same(entry.count, entries, `count of segment ${String(segment)}`);
  same(entry.passed, passes, `groups passed over in segment ${String(segment)}`);
  insist(entries <= limit(reader.whole), () => `segment ${String(segment)} holds ${String(entries)}`);
  insist((entry.flags & 4) === 0 || entries === limit(reader.whole), () => `segment ${String(segment)} is not full, but marked so`);
  insist(!saturated || (entry.flags & 1) === 1, () => `segment ${String(segment)} hides a saturated counter`);
  return entries;
}

function walkDirectory(reader: Reader, pieces: Piece[], seen: Set<number | bigint>): number {
  const { map } = reader;
  const directory = reader.word(map + 4);
  const depth = 32 - reader.word(map + 8);
  insist(depth >= 1 && depth <= 17, () => `directory depth ${String(depth)}`);
  const bytes = 4 * 2 ** depth;
  pieces.push({ kind: bytes > SEGMENT ? 'run' : bytes > 8192 ? 'segment' : 'block', address: directory, bytes: taken(bytes) });
  same(reader.word(map + 16), reader.whole, 'groups beside a directory');
  let entries = 0;
  let segments = 0;
  let deepest = 0;
  for (let i = 0; i < 2 ** depth;) {
    const word = reader.word(directory + i * 4);
    const segment = word - (word % 16);
    insist((word & 10) === 0, () => `flags of word ${String(i)}: ${String(word % 16)}`);
    reader.checkShared(word);
    const own = reader.entry(segment).depth;
    insist(own <= depth, () => `segment ${String(segment)} is ${String(own)} deep`);
    const range = 2 ** (depth - own);
    same(i % range, 0, `start of the range of segment ${String(segment)}`);
    for (let j = i; j < i + range; j++) same(reader.word(directory + j * 4), word, () => `word ${String(j)}`);
    entries += walkSegment(reader, segment, word % 2 === 1, own, i / range, seen);
    if (!reader.isSnapshot) pieces.push({ kind: 'segment', address: segment, bytes: SEGMENT });
    segments++;
    if (own === depth) deepest++;
    i += range;
  }
  same(reader.word(map + 44), segments, 'segments');
  same(reader.word(map + 100), deepest, 'deepest segments');
  return entries;
}

function walkLone(reader: Reader, pieces: Piece[], seen: Set<number | bigint>): number {
  const { map } = reader;
  const root = reader.word(map);
  const table = root - (root % 16);
  const groups = reader.word(map + 16);
  const whole = groups === reader.whole;
  same(reader.word(map + 44), whole ? 1 : 0, 'segments of a lone table');
  same(reader.word(map + 100), 0, 'deepest of a lone table');
  if (groups === 0) {
    same(root, 0, 'root of a map without a table');
    return 0;
  }
  if (whole) {
    reader.checkShared(root);
    if (!reader.isSnapshot) pieces.push({ kind: 'segment', address: table, bytes: SEGMENT });
    return walkSegment(reader, table, root % 2 === 1, 0, 0, seen);
  }
  insist(Number.isInteger(Math.log2(groups)), () => `${String(groups)} groups`);
  pieces.push({ kind: 'block', address: table, bytes: taken(groups * reader.groupBytes) });
  const { entries, saturated } = walkTable(reader, table, groups, 0, 0, seen);
  insist(entries <= limit(groups), () => `${String(groups)} groups hold ${String(entries)}`);
  same(root & ~2 & 15, 0, 'flags of a small table');
  insist(!saturated || (root & 2) === 2, () => 'a small table hides a saturated counter');
  return entries;
}

/**
 * Checks what is left of the index that `map` had before it began to migrate, whose header is at `former`: segments from the hash
 * `from` on, the first `groups` groups of the first one empty. Of a snapshot it has a header and a directory of its own.
 */
export function walkFormer(
  engine: Engine, map: number | null, former: number, from: number, groups: number, seen: Set<number | bigint>, isSnapshot = false,
): { entries: number; pieces: Piece[] } {
  const reader = new Reader(engine, former, true, map);
  const directory = reader.word(former + 4);
  const depth = directory === 0 ? 0 : 32 - reader.word(former + 8);
  const pieces: Piece[] = [{ kind: 'block', address: former, bytes: 192 }];
  if (directory !== 0) {
    const bytes = 4 * 2 ** depth;
    pieces.push({ kind: bytes > SEGMENT ? 'run' : bytes > 8192 ? 'segment' : 'block', address: directory, bytes: taken(bytes) });
  }
  let entries = 0;
  for (let i = from / 2 ** (32 - depth); i < 2 ** depth;) {
    const flagged = reader.word(directory === 0 ? former : directory + i * 4);
    const word = flagged - (flagged % 16);
    same(flagged % 16 & ~4, 0, `flags of word ${String(i)} of the former index`);
    const entry = reader.entry(word);
    same(entry.use, 1, `use of segment ${String(word)}`);
    if (map !== null) same(entry.owner, map, `owner of segment ${String(word)}`);
    if (isSnapshot) same(flagged % 16, 4, `flags of word ${String(i)} of a snapshot's former index`);
    else new Reader(engine, map!, true).checkShared(flagged);
    const range = 2 ** (depth - entry.depth);
    same(i % range, 0, `start of the range of segment ${String(word)}`);
    const moved = i * 2 ** (32 - depth) === from ? groups : 0;
    for (let at = word; at < word + moved * 64; at++) {
      insist(at % 64 >= SLOTS || engine.u8[at] === 0, () => `a slot of a group that has moved: ${String(at)}`);
    }
    entries += walkTable(reader, word, reader.whole, entry.depth, i / range, seen, true).entries;
    if (!isSnapshot) pieces.push({ kind: 'segment', address: word, bytes: SEGMENT });
    i += range;
  }
  return { entries, pieces };
}

/** Checks the snapshot `snapshot` of `map`, its overflow table's with it. `newer` is what comes after it. */
export function walkSnapshot(
  engine: Engine, snapshot: number, newer: number, map: number | null, index?: Index, seen = new Set<number | bigint>(),
): Walk {
  const reader = new Reader(engine, snapshot, index !== undefined, map, true);
  const header: Piece = { kind: 'block', address: snapshot, bytes: index?.headerBytes ?? HEADER };
  const pieces: Piece[] = [header, ...reader.annexPieces(), ...index?.pieces ?? []];
  same(reader.annex(20), newer, 'what comes after a snapshot');
  let entries = reader.word(snapshot + 4) ? walkDirectory(reader, pieces, seen) : walkLone(reader, pieces, seen);
  for (let dead = reader.annex(24); dead !== 0; dead = reader.entry(dead).next) {
    insist(reader.entry(dead).birth <= reader.annex(16), () => `segment ${String(dead)} came after the snapshot that has it`);
    pieces.push({ kind: 'segment', address: dead, bytes: SEGMENT });
  }
  let bytes = reader.word(snapshot + 96);
  same(bytes, pieces.reduce((sum, piece) => sum + piece.bytes, 0), 'bytes of a snapshot');
  const overflow = reader.annex(0);
  if (overflow) {
    const after = engine.u32[(engine.u32[(overflow + 104) / 4]! + 20) / 4]!;
    const walk = walkSnapshot(engine, overflow, after, null, index && { headerBytes: HEADER, pieces: [], elsewhere: 0 }, seen);
    pieces.push(...walk.pieces);
    entries += walk.entries;
    bytes += walk.bytes;
  }
  entries += index?.elsewhere ?? 0;
  same(reader.word(snapshot + 40), entries, 'count of a snapshot');
  return { pieces, entries, bytes, quota: reader.word(snapshot + 92) };
}

/** Checks `newest` and all snapshots before it, of the map that comes after it: 0 where that is gone. */
export function walkSnapshots(engine: Engine, newest: number, map: number, walkOne = walkSnapshot): Walk {
  const all: Walk = { pieces: [], entries: 0, bytes: 0, quota: engine.u32[(newest + 92) / 4]! };
  let { bytes } = all;
  for (let snapshot = newest, newer = map; snapshot !== 0; newer = snapshot, snapshot = engine.u32[(engine.u32[(snapshot + 104) / 4]! + 4) / 4]!) {
    const walk = walkOne(engine, snapshot, newer, map || null);
    all.pieces.push(...walk.pieces);
    bytes += walk.bytes;
    insist(map === 0 || walk.quota === engine.u32[(map + 92) / 4], () => 'a snapshot under another quota');
  }
  return { ...all, bytes };
}

/** Checks every invariant of `map`, and of its snapshots. @throws Broken at the first that does not hold. */
export function walkMap(engine: Engine, map: number, seen = new Set<number | bigint>(), index?: Index, isOverflow = false): Walk {
  const reader = new Reader(engine, map, index !== undefined);
  const pieces: Piece[] = [{ kind: 'block', address: map, bytes: index?.headerBytes ?? HEADER }, ...reader.annexPieces(), ...index?.pieces ?? []];
  const directory = reader.word(map + 4);
  const groups = reader.word(map + 16);
  same(reader.word(map + 12), groups ? 15 - Math.floor(Math.log2(groups)) : 15, 'home shift');
  let entries = directory ? walkDirectory(reader, pieces, seen) : walkLone(reader, pieces, seen);
  let bytes = reader.word(map + 96);
  same(bytes, pieces.reduce((sum, piece) => sum + piece.bytes, 0), 'bytes');
  const quota = reader.word(map + 92);
  const overflow = reader.annex(0);
  if (overflow) {
    const walk = walkMap(engine, overflow, seen, index && { headerBytes: HEADER, pieces: [], elsewhere: 0 }, true);
    insist(walk.entries > 0, () => 'an empty overflow table');
    same(walk.quota, quota, 'quota of the overflow table');
    pieces.push(...walk.pieces);
    entries += walk.entries;
    bytes += walk.bytes;
  }
  entries += index?.elsewhere ?? 0;
  same(reader.word(map + 40), entries, 'count');
  const before = reader.annex(4);
  if (before !== 0 && !isOverflow && index === undefined) {
    const walk = walkSnapshots(engine, before, map);
    pieces.push(...walk.pieces);
    bytes += walk.bytes;
  }
  return { pieces, entries, bytes, quota };
}

/** A walk over the whole heap: every segment accounted for exactly once, lists whole, blocks disjoint, quotas exact. */
import type { Engine } from '../../src/engine/engine.js';
import { type Piece, type Walk, insist, walkMap } from './invariants.js';

const SEGMENT = 16384;
const FIRST = 16;
const DEFAULT_QUOTA = 240;

export interface Account {
  /** Bytes that maps own. */
  readonly maps: number;
  /** Bytes that are free: segments, blocks of slabs, and memory not yet used. */
  readonly free: number;
  /** Segment tables, scratch, statics, quotas, and what slabs lose at their end. */
  readonly overhead: number;
}

interface Entry {
  readonly use: number;
  readonly count: number;
  readonly cut: number;
  readonly owner: number;
  readonly next: number;
  readonly previous: number;
  readonly sizeClass: number;
}

class Heap {
  readonly frontier: number;
  constructor(readonly engine: Engine) {
    this.frontier = this.word(128);
  }

  word(at: number): number {
    return this.engine.u32[at / 4]!;
  }

  entry(segment: number): Entry {
    const at = segment - (segment % 2 ** 24) + ((segment % 2 ** 24) / SEGMENT) * 64;
    const [use, count, cut, owner, next, previous, , sizeClass] = this.engine.u32.subarray(at / 4, at / 4 + 8);
    return {
      use: use!, count: count!, cut: cut!, owner: owner!, next: next!, previous: previous!, sizeClass: sizeClass!,
    };
  }

  /** The segments of a doubly linked list. */
  list(head: number, name: string): number[] {
    const members: number[] = [];
    for (let at = head, previous = 0; at; at = this.entry(at).next) {
      const entry = this.entry(at);
      insist(entry.previous === previous, () => `${name}: ${String(at)} points back to ${String(entry.previous)}`);
      members.push(at);
      insist(members.length <= this.frontier, () => `${name} is a circle`);
      previous = at;
    }
    return members;
  }
}

/** Bytes of a block by class: 16, 32, 48, 64, 80, 96, 128, … */
function blockBytes(sizeClass: number): number {
  if (sizeClass < 3) return 16 * (sizeClass + 1);
  return 32 * 2 ** Math.floor(sizeClass / 3) * [1, 1.25, 1.5][sizeClass % 3]!;
}

/** Checks one slab, of whose blocks maps and quotas own those at `owned`; returns its free bytes. */
function walkSlab(heap: Heap, slab: number, owned: ReadonlyMap<number, number>): number {
  const { count, cut, owner, sizeClass } = heap.entry(slab);
  const bytes = blockBytes(sizeClass);
  const capacity = Math.floor(SEGMENT / bytes);
  const free = new Set<number>();
  for (let block = owner; block; block = heap.word(block)) {
    insist(block >= slab && block < slab + cut * bytes && (block - slab) % bytes === 0, () => `free block ${String(block)}`);
    insist(!free.has(block) && !owned.has(block), () => `block ${String(block)} is free twice, or free and owned`);
    free.add(block);
  }
  insist(cut <= capacity && cut - free.size === count, () => `slab ${String(slab)} has cut ${String(cut)}, counts ${String(count)}`);
  let used = 0;
  for (let i = 0; i < cut; i++) {
    const size = owned.get(slab + i * bytes);
    if (size === undefined) continue;
    insist(size === bytes, () => `a block of ${String(size)} bytes among those of ${String(bytes)}`);
    used++;
  }
  insist(used === count, () => `slab ${String(slab)}: ${String(count)} in use, ${String(used)} owned`);
  return (capacity - count) * bytes;
}

/** Checks the slabs' lists: exactly the slabs with a free block, each in the list of its class. */
function walkSlabLists(heap: Heap, slabs: readonly number[]): void {
  const listed = new Set<number>();
  for (let sizeClass = 0; sizeClass < 25; sizeClass++) {
    for (const slab of heap.list(heap.word(256 + sizeClass * 4), `class ${String(sizeClass)}`)) {
      insist(heap.entry(slab).use === 2 && heap.entry(slab).sizeClass === sizeClass, () => `slab ${String(slab)} in a wrong list`);
      listed.add(slab);
    }
  }
  for (const slab of slabs) {
    const { count, sizeClass } = heap.entry(slab);
    const full = count === Math.floor(SEGMENT / blockBytes(sizeClass));
    insist(count > 0, () => `slab ${String(slab)} is empty`);
    insist(listed.has(slab) !== full, () => `slab ${String(slab)}: full ${String(full)}, listed ${String(listed.has(slab))}`);
  }
}

/** Notes who owns what; no two pieces may share a segment or a block. */
function claim(pieces: readonly Piece[], owned: Map<number, number>, segments: Map<number, Piece>): void {
  for (const piece of pieces) {
    if (piece.kind === 'block') {
      insist(!owned.has(piece.address), () => `block ${String(piece.address)} has two owners`);
      owned.set(piece.address, piece.bytes);
      continue;
    }
    for (let at = piece.address; at < piece.address + piece.bytes; at += SEGMENT) {
      insist(!segments.has(at), () => `segment ${String(at)} has two owners`);
      segments.set(at, piece);
    }
  }
}

/**
 * Checks the heap and every one of `maps`, which are all there are, under `quotas` besides the default one; `walkOne` checks a map.
 * @throws Broken at the first thing that is wrong.
 */
export function walkHeap(engine: Engine, maps: readonly number[], quotas: readonly number[] = [], walkOne: (engine: Engine, map: number) => Walk = walkMap): Account {
  const heap = new Heap(engine);
  const owned = new Map<number, number>(quotas.map((quota) => [quota, 16]));
  const segments = new Map<number, Piece>();
  const used = new Map<number, number>();
  let mapBytes = 0;
  for (const map of maps) {
    const walk = walkOne(engine, map);
    claim(walk.pieces, owned, segments);
    used.set(walk.quota, (used.get(walk.quota) ?? 0) + walk.bytes);
    mapBytes += walk.bytes;
  }
  for (const quota of [DEFAULT_QUOTA, ...quotas]) {
    const account = Number(engine.u64[quota / 8 + 1]);
    insist(account === (used.get(quota) ?? 0), () => `quota ${String(quota)} has ${String(account)}, its maps ${String(used.get(quota) ?? 0)}`);
  }
  const free = new Set(heap.list(heap.word(132), 'free list'));
  insist(free.size === heap.word(136), () => `${String(free.size)} free segments, counted ${String(heap.word(136))}`);
  const slabs: number[] = [];
  let freeBytes = engine.committed() - heap.frontier * SEGMENT;
  let overhead = FIRST * SEGMENT + quotas.length * 16;
  insist(freeBytes >= 0, () => 'the frontier lies beyond memory');
  for (let number = FIRST; number < heap.frontier; number++) {
    const at = number * SEGMENT;
    if (number % 1024 < 4) {
      overhead += SEGMENT;
      insist(!free.has(at) && !segments.has(at), () => `the segment table at ${String(at)} is in use`);
      continue;
    }
    const { use, count, sizeClass } = heap.entry(at);
    if (use === 4) {
      // A giant takes its regions whole, but for the first one's table.
      const end = (number & -1024) + Math.ceil((count + 4) / 1024) * 1024;
      insist(segments.get(at)?.bytes === count * SEGMENT, () => `the run at ${String(at)} has ${String(count)} segments, and another owner`);
      overhead += (end - number - count) * SEGMENT;
      number = end - 1;
      continue;
    }
    insist((use === 0) === free.has(at), () => `segment ${String(at)} is used for ${String(use)}, free: ${String(free.has(at))}`);
    if (use === 0) freeBytes += SEGMENT;
    else if (use === 2) {
      slabs.push(at);
      freeBytes += walkSlab(heap, at, owned);
      overhead += SEGMENT % blockBytes(sizeClass);
    } else {
      const piece = segments.get(at);
      insist(piece?.kind === (use === 1 ? 'segment' : 'run'), () => `segment ${String(at)} is used for ${String(use)} and owned as ${String(piece?.kind)}`);
    }
  }
  walkSlabLists(heap, slabs);
  for (const block of owned.keys()) {
    insist(heap.entry(block - (block % SEGMENT)).use === 2, () => `block ${String(block)} is in no slab`);
  }
  insist(mapBytes + freeBytes + overhead === engine.committed(), () =>
    `maps ${String(mapBytes)} + free ${String(freeBytes)} + overhead ${String(overhead)} ≠ ${String(engine.committed())}`);
  return { maps: mapBytes, free: freeBytes, overhead };
}

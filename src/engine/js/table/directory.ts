/**
 * The directory of extendible hashing (Fagin et al., 1979): 2^depth words, indexed by the highest bits of a hash. See
 * `assembly/table/directory.ts`.
 */
import type { LinearMemory } from '../memory/linear.js';
import { load, store } from '../memory/linear.js';
import { DIRECTORY, SHIFT, ROOT, QUOTA, BYTES, DEEPEST, WORD_OVERFLOW, addressOf } from './header.js';
import { wordOf } from './find.js';
import { allocatePiece, freePiece, pieceBytes } from '../memory/quota.js';
import { entryOf, ENTRY_DEPTH, ENTRY_FLAGS, FLAG_OVERFLOW } from '../memory/segments.js';

/** Bits of a hash that are neither home nor tag. */
export const MAXIMUM_DEPTH = 17;

/** Bits of hash that index the directory; 0 while there is none. */
export function depthOf(memory: LinearMemory, map: number): number {
  return load(memory, map + DIRECTORY) ? 32 - load(memory, map + SHIFT) : 0;
}

/** Bits of hash that lead to `segment`. */
export function ownDepth(memory: LinearMemory, segment: number): number {
  return load(memory, entryOf(segment) + ENTRY_DEPTH);
}

/** A zeroed directory of 2^depth words in place of the present one, whose words the caller carries over. 0 when refused. */
export function replaceDirectory(memory: LinearMemory, map: number, depth: number): number {
  const bytes = 4 << depth;
  const directory = allocatePiece(memory, load(memory, map + QUOTA), bytes, map);
  if (!directory) return 0;
  store(memory, map + BYTES, load(memory, map + BYTES) + pieceBytes(bytes));
  return directory;
}

/** Makes `directory` the map's own and gives the former one back. */
export function installDirectory(memory: LinearMemory, map: number, directory: number, depth: number): void {
  freeDirectory(memory, map);
  store(memory, map + DIRECTORY, directory);
  store(memory, map + SHIFT, 32 - depth);
}

export function freeDirectory(memory: LinearMemory, map: number): void {
  const directory = load(memory, map + DIRECTORY);
  if (!directory) return;
  const bytes = 4 << depthOf(memory, map);
  freePiece(memory, load(memory, map + QUOTA), directory, bytes);
  store(memory, map + BYTES, load(memory, map + BYTES) - pieceBytes(bytes));
  store(memory, map + DIRECTORY, 0);
}

/** One more bit. False, and nothing changed, where memory is refused. O(words). */
export function doubleDirectory(memory: LinearMemory, map: number): boolean {
  const depth = depthOf(memory, map);
  const directory = replaceDirectory(memory, map, depth + 1);
  if (!directory) return false;
  const old = load(memory, map + DIRECTORY);
  for (let i = 0; i < 1 << depth; i++) {
    const word = load(memory, old ? old + i * 4 : map + ROOT);
    store(memory, directory + i * 8, word);
    store(memory, directory + i * 8 + 4, word);
  }
  installDirectory(memory, map, directory, depth + 1);
  store(memory, map + DEEPEST, 0);
  return true;
}

/** One bit less, as long as no segment needs the last one. Where memory refuses the smaller one, the larger stays. */
export function halveDirectory(memory: LinearMemory, map: number): void {
  while (load(memory, map + DIRECTORY) && !load(memory, map + DEEPEST)) {
    const depth = depthOf(memory, map) - 1;
    const old = load(memory, map + DIRECTORY);
    if (!depth) {
      const word = load(memory, old);
      freeDirectory(memory, map);
      store(memory, map + ROOT, word);
      return;
    }
    const directory = replaceDirectory(memory, map, depth);
    if (!directory) return;
    let deepest = 0;
    for (let i = 0; i < 1 << depth; i++) {
      const word = load(memory, old + i * 8);
      store(memory, directory + i * 4, word);
      if (ownDepth(memory, addressOf(word)) === depth) deepest++;
    }
    installDirectory(memory, map, directory, depth);
    store(memory, map + DEEPEST, deepest);
  }
}

/** Lets every word of the range that `h` and the depth of `segment` determine lead to `segment`. */
export function pointWords(memory: LinearMemory, map: number, h: number, segment: number): void {
  const overflows = load(memory, entryOf(segment) + ENTRY_FLAGS) & FLAG_OVERFLOW;
  const word = segment + (overflows ? WORD_OVERFLOW : 0);
  const directory = load(memory, map + DIRECTORY);
  if (!directory) {
    store(memory, map + ROOT, word);
    return;
  }
  const spare = depthOf(memory, map) - ownDepth(memory, segment);
  const first = (directory >>> 2) + ((h >>> load(memory, map + SHIFT)) >>> spare << spare);
  memory.u32.fill(word, first, first + (1 << spare));
}

/** One past the highest hash. */
export const HASHES_END = 0x100000000;

/** The segment that `h` leads to. */
export function segmentOf(memory: LinearMemory, map: number, h: number): number {
  return addressOf(wordOf(memory.i32, map >>> 2, h));
}

/** One past the last hash that leads to the segment of `h`, which is the first. */
export function endOfRange(memory: LinearMemory, map: number, h: number): number {
  return h + HASHES_END / 2 ** ownDepth(memory, segmentOf(memory, map, h));
}

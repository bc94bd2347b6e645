/**
 * The directory of extendible hashing (Fagin et al., 1979): 2^depth words, indexed by the highest bits of a hash.
 * A segment whose own depth is smaller fills a range of neighbouring words. It doubles when a segment as deep as itself
 * splits and halves when none is left; at 10 million entries it has 32 KiB.
 */
import {
  DIRECTORY, SHIFT, ROOT, QUOTA, BYTES, DEEPEST, WORD_OVERFLOW, addressOf,
} from "./header";
import { allocatePiece, freePiece, pieceBytes } from "../memory/quota";
import { entryOf, ENTRY_DEPTH, ENTRY_FLAGS, FLAG_OVERFLOW } from "../memory/segments";

/** Bits of a hash that are neither home nor tag. */
// @ts-ignore: decorator
@inline export const MAXIMUM_DEPTH: u32 = 17;

/** Bits of hash that index the directory; 0 while there is none. */
// @ts-ignore: decorator
@inline
export function depthOf(map: usize): u32 {
  return load<u32>(map, DIRECTORY) ? 32 - load<u32>(map, SHIFT) : 0;
}

/** The word that leads to `segment`, by the flags in its table entry. */
export function wordFor(segment: usize): u32 {
  const overflows = (load<u32>(entryOf(segment), ENTRY_FLAGS) & FLAG_OVERFLOW) != 0;
  return <u32>segment | (overflows ? WORD_OVERFLOW : 0);
}

/** A zeroed directory of 2^depth words in place of the present one, whose words the caller carries over. 0 when refused. */
export function replaceDirectory(map: usize, depth: u32): usize {
  const bytes: u32 = 4 << depth;
  const directory = allocatePiece(load<u32>(map, QUOTA), bytes, map);
  if (!directory) return 0;
  store<u32>(map, load<u32>(map, BYTES) + pieceBytes(bytes), BYTES);
  return directory;
}

/** Makes `directory` the map's own and gives the former one back. */
export function installDirectory(map: usize, directory: usize, depth: u32): void {
  freeDirectory(map);
  store<u32>(map, directory, DIRECTORY);
  store<u32>(map, 32 - depth, SHIFT);
}

export function freeDirectory(map: usize): void {
  const directory: usize = load<u32>(map, DIRECTORY);
  if (!directory) return;
  const bytes: u32 = 4 << depthOf(map);
  freePiece(load<u32>(map, QUOTA), directory, bytes);
  store<u32>(map, load<u32>(map, BYTES) - pieceBytes(bytes), BYTES);
  store<u32>(map, 0, DIRECTORY);
}

/** One more bit. False, and nothing changed, where memory is refused. O(words). */
export function doubleDirectory(map: usize): bool {
  const depth = depthOf(map);
  const old: usize = load<u32>(map, DIRECTORY);
  const directory = replaceDirectory(map, depth + 1);
  if (!directory) return false;
  const words: u32 = 1 << depth;
  for (let i: u32 = 0; i < words; i++) {
    const word: u64 = old ? load<u32>(old + (i << 2)) : load<u32>(map, ROOT);
    store<u64>(directory + (i << 3), word | (word << 32));
  }
  installDirectory(map, directory, depth + 1);
  store<u32>(map, 0, DEEPEST);
  return true;
}

/** One bit less, as long as no segment needs the last one. Where memory refuses the smaller one, the larger stays. */
export function halveDirectory(map: usize): void {
  while (load<u32>(map, DIRECTORY) && !load<u32>(map, DEEPEST)) {
    const depth = depthOf(map) - 1;
    const old: usize = load<u32>(map, DIRECTORY);
    if (!depth) {
      const word = load<u32>(old);
      freeDirectory(map);
      store<u32>(map, word, ROOT);
      return;
    }
    const directory = replaceDirectory(map, depth);
    if (!directory) return;
    const words: u32 = 1 << depth;
    let deepest: u32 = 0;
    for (let i: u32 = 0; i < words; i++) {
      const word = load<u32>(old + (i << 3));
      store<u32>(directory + (i << 2), word);
      if (load<u32>(entryOf(addressOf(word)), ENTRY_DEPTH) == depth) deepest++;
    }
    installDirectory(map, directory, depth);
    store<u32>(map, deepest, DEEPEST);
  }
}

/** Lets every word of the range that `h` and the depth of `segment` determine lead to `segment`. */
export function pointWords(map: usize, h: u32, segment: usize): void {
  const word = wordFor(segment);
  const directory: usize = load<u32>(map, DIRECTORY);
  if (!directory) {
    store<u32>(map, word, ROOT);
    return;
  }
  const spare = depthOf(map) - load<u32>(entryOf(segment), ENTRY_DEPTH);
  const first = (h >>> load<u32>(map, SHIFT)) >>> spare << spare;
  const end = first + (1 << spare);
  for (let i = first; i < end; i++) store<u32>(directory + (i << 2), word);
}

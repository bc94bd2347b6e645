/**
 * What a policy remembers of keys, by their hashes, on its way to a file and back: blocks of 64 bytes, numbered in the order of the hashes that lead to them,
 * some of them a page. Also what is all zero is written: so a file can never ask for more memory than it takes itself.
 */
import { LIST } from '../../engine/memory-map.js';
import type { Broken } from '../../serial/items.js';
import { type Page, writePage } from '../../serial/pages.js';
import type { EngineTable } from '../engine-table.js';
import { PAGE_MEMORY } from './settings.js';

const BLOCK_BYTES = 64;
/** Blocks of a page; so many fit the engine's scratch area. */
const MOST_BLOCKS = 256;
/** The cursor of a bucket of ghosts, its first word, is less. */
const BUCKET_HASHES = 15;

/** The pages of a policy's memory of `blocks`. */
export function writeMemory({ engine, calls, cache }: EngineTable, blocks: number): Uint8Array[] {
  const pages: Uint8Array[] = [];
  for (let first = 0; first < blocks; first += MOST_BLOCKS) {
    const count = Math.min(MOST_BLOCKS, blocks - first);
    calls.cacheSaveMemory(cache, first, count);
    pages.push(writePage(first, PAGE_MEMORY, [new Uint8Array(0), engine.u8.slice(LIST, LIST + count * BLOCK_BYTES)]));
  }
  return pages;
}

/**
 * Gives a policy what it remembered in `blocks` of a file, page by page. Where it has another number of them now, what came with the entries has to do: how often
 * they were asked for.
 */
export class MemoryReader {
  /** Whether the policy gets what is in the file. */
  readonly fits: boolean;
  readonly #table: EngineTable;
  readonly #blocks: number;
  /** The first block of the next page. */
  #next = 0;

  constructor(table: EngineTable, blocks: number) {
    this.#table = table;
    this.#blocks = blocks;
    this.fits = blocks !== 0 && table.calls.cacheMemoryBlocks(table.cache) >>> 0 === blocks;
  }

  read({ words, first: none, second: data }: Page, broken: Broken): void {
    const { engine, calls, cache, settings: { policy } } = this.#table;
    const first = words[0]!;
    const count = data.length / BLOCK_BYTES;
    if (none.length > 0 || !Number.isInteger(count) || count === 0 || count > MOST_BLOCKS) broken('says of itself what it cannot');
    if (first !== this.#next || first + count > this.#blocks) broken('has other blocks than the next');
    this.#next = first + count;
    if (policy === 's3-fifo') checkGhosts(data, broken);
    if (!this.fits) return;
    engine.u8.set(data, LIST);
    calls.cacheLoadMemory(cache, first, count);
  }

  /** Makes sure that nothing is missing. */
  end(broken: Broken): void {
    if (this.#next !== this.#blocks) broken(`has ${this.#next} blocks of ${this.#blocks}`);
  }
}

function checkGhosts(data: Uint8Array, broken: Broken): void {
  const words = new Uint32Array(data.buffer, data.byteOffset, data.length / 4);
  for (let at = 0; at < words.length; at += BLOCK_BYTES / 4) if (words[at]! >= BUCKET_HASHES) broken('has hashes where none can be');
}

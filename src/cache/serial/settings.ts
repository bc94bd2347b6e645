/** The first page of a cache's file: bounds, times of the day, and what the policy knows. src/serial/FORMAT.md says where is what. */
import { IS_OPEN } from '../../engine/js/cache/header.js';
import { STATE_BYTES } from '../../engine/js/cache/policy/state.js';
import { LIST } from '../../engine/memory-map.js';
import type { Broken } from '../../serial/items.js';
import { type Page, writePage } from '../../serial/pages.js';
import { isPositive } from '../rules.js';
import { policyNumbers } from '../engine-table.js';
import type { Policy } from '../options.js';
import type { Store } from '../store.js';

/** Kinds of pages. */
export const PAGE_SETTINGS = 0;
export const PAGE_ENTRIES = 1;
export const PAGE_MEMORY = 2;

const NUMBERS = 9;
const FLAG_OPEN = 1;
const FLAG_TIMED = 2;
const FLAG_SIZED = 4;

/** What the page says; bounds are 0 where there are none. */
export interface FileSettings {
  /** When the file was written, by `Date.now()`. */
  readonly writtenAt: number;
  readonly policy: Policy;
  readonly max: number;
  readonly maxSize: number;
  readonly maxBytes: number;
  readonly maxEntrySize: number;
  readonly ttl: number;
  /** Whether the policy had anything to remember. */
  readonly open: boolean;
  /** Whether entries have times, and sizes. */
  readonly timed: boolean;
  readonly sized: boolean;
  /** Blocks of the policy's memory of keys. */
  readonly blocks: number;
  /** The policy's own words, the first of which is how many entries its shares are of. */
  readonly state: Uint8Array;
}

/** What the page of a cache says, with `hasMemory` blocks of its policy's memory. */
export function settingsOf({ settings, rules, table, timed }: Store, writtenAt: number, hasMemory: boolean): FileSettings {
  const { engine, calls, cache, max, maxSize, maxBytes } = table;
  const bound = (most: number): number => (most === Infinity ? 0 : most);
  const isOpen = cache !== 0 && table.field(IS_OPEN) !== 0;
  if (isOpen) calls.cacheSaveState(cache);
  return {
    writtenAt, policy: settings.policy, max: bound(max), maxSize: bound(maxSize), maxBytes: bound(maxBytes),
    // What is as much as all may have follows from that.
    maxEntrySize: rules.maxEntrySize === maxSize ? 0 : rules.maxEntrySize,
    ttl: rules.ttl, open: isOpen, timed, sized: settings.sized,
    blocks: isOpen && hasMemory ? calls.cacheMemoryBlocks(cache) >>> 0 : 0,
    state: isOpen ? engine.u8.slice(LIST, LIST + STATE_BYTES) : new Uint8Array(STATE_BYTES),
  };
}

export function writeSettings({ writtenAt, policy, max, maxSize, maxBytes, maxEntrySize, ttl, open, timed, sized, blocks, state }: FileSettings): Uint8Array {
  const flags = (open ? FLAG_OPEN : 0) | (timed ? FLAG_TIMED : 0) | (sized ? FLAG_SIZED : 0);
  const numbers = Float64Array.of(writtenAt, policyNumbers[policy], max, maxSize, maxBytes, maxEntrySize, ttl, flags, blocks);
  return writePage(0, PAGE_SETTINGS, [new Uint8Array(numbers.buffer), state]);
}

/** What the page says, where it can be. */
export function readSettings({ words, first, second }: Page, broken: Broken): FileSettings {
  if (words[0] !== 0 || words[3] !== PAGE_SETTINGS || first.length !== 8 * NUMBERS || second.length !== STATE_BYTES) broken('is not that of its bounds');
  const numbers = new Float64Array(first.buffer, first.byteOffset, NUMBERS);
  const [writtenAt, number, max, maxSize, maxBytes, maxEntrySize, ttl, flags, blocks] = numbers as unknown as [number, number, number, number, number, number, number, number, number];
  const policy = (Object.keys(policyNumbers) as Policy[]).find((name) => policyNumbers[name] === number) ?? broken('names no policy');
  if (!Number.isFinite(writtenAt)) broken('has no time');
  if (![max, maxSize, maxBytes, maxEntrySize, ttl].every((bound) => bound === 0 || isPositive(bound))) broken('has a bound that is none');
  if (max + maxSize + maxBytes + ttl === 0) broken('has no bound');
  if (!(flags >= 0 && flags <= 7 && Number.isInteger(flags))) broken('has flags that there are not');
  const [isOpen, timed, sized] = [FLAG_OPEN, FLAG_TIMED, FLAG_SIZED].map((flag) => (flags & flag) !== 0) as [boolean, boolean, boolean];
  if (sized !== (maxSize + maxEntrySize !== 0)) broken('has sizes without a bound of them, or the other way round');
  const isCount = Number.isInteger(blocks) && blocks >= 0 && blocks <= 2 ** 26;
  if (!isCount || (blocks > 0 && !isOpen)) broken('has another number of blocks than it can');
  const span = new DataView(second.buffer, second.byteOffset).getUint32(0, true);
  if (isOpen ? span === 0 || (max !== 0 && span > max) : second.some((byte) => byte !== 0)) broken('has shares of what there is not');
  return { writtenAt, policy, max, maxSize, maxBytes, maxEntrySize, ttl, open: isOpen, timed, sized, blocks, state: second };
}

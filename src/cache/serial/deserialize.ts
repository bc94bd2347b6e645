/** `deserialize`: a cache from a file, whose format is in src/serial/FORMAT.md. */
import { checkOptions, unexpected } from '../../arguments.js';
import { LIST } from '../../engine/memory-map.js';
import { SnapshotError, UnsupportedError } from '../../errors.js';
import { SubclassError, fileError, kindsOf } from '../../serial/deserialize.js';
import { type FileHeader, HEADER_BYTES, isLittleEndian, readHeader } from '../../serial/format.js';
import type { Broken } from '../../serial/items.js';
import { type Page, readPage } from '../../serial/pages.js';
import { isBytes, plainView } from '../../typed-arrays.js';
import { type EngineTable, policyNumbers, queueOrders } from '../engine-table.js';
import { cacheOptions } from '../options.js';
import type { Store } from '../store.js';
import { MemoryReader } from './memory.js';
import { type EntryPage, chosen, parseEntries, putEntries } from './read-entries.js';
import { type FileSettings, PAGE_ENTRIES, PAGE_MEMORY, readSettings } from './settings.js';

interface Restored {
  /** @internal */ readonly _store: Store;
}

type CacheClass = new (options: Record<string, unknown>) => Restored;

/** All that the constructor takes but what only the file can know. */
const knownOptions = cacheOptions.filter((name) => name !== 'seed');

/** Those options that are there. @throws WasmapTypeError for an unknown one. */
export function checkFileOptions(where: string, options: unknown): Record<string, unknown> {
  const checked = checkOptions<Record<string, unknown>>(where, options, knownOptions);
  return Object.fromEntries(Object.entries(checked).filter(([, value]) => value !== undefined));
}

/**
 * An instance of `Class` with what `file` has. @throws SnapshotError for what is no such file, or a damaged one; CapacityError; as the constructor, for
 * `options`. Nothing is left behind then.
 */
export function deserialize<Instance extends Restored>(Class: new (options: Record<string, unknown>) => Instance, file: unknown, options: unknown): Instance {
  const where = 'WasmCache.deserialize';
  const given = checkFileOptions(where, options);
  if (!isBytes(file)) throw unexpected(where, 'a Uint8Array', file);
  if (!isLittleEndian) throw new UnsupportedError(`${where}: not on a platform whose byte order is big-endian`);
  const broken: Broken = (what) => { throw new SnapshotError(`${where}: the file ${what}`); };
  const bytes = plainView(file, where) as Uint8Array;
  const header = readHeader(bytes, where);
  const kinds = kindsOf(header, 'WasmCache', given, where);
  const content = parse(header, bytes.subarray(HEADER_BYTES), broken);
  const result = new Class({ ...boundsIn(content.settings), ...given, ...kinds });
  const { _store: store } = result;
  try {
    assertTaken(Class, store, header, where);
    if (store.settings.sized && !content.settings.sized) broken('has no sizes, which maxSize and maxEntrySize need');
    fill(store, header, content, broken);
    return result;
  } catch (error) {
    store.close();
    throw fileError(error, where);
  }
}

function boundsIn({ policy, max, maxSize, maxBytes, maxEntrySize, ttl }: FileSettings): Record<string, unknown> {
  return { policy, max, maxSize, maxBytes, maxEntrySize, ttl };
}

/** What a file has, as far as that is known without keys and values. */
interface Content {
  readonly settings: FileSettings;
  readonly entries: readonly EntryPage[];
  readonly memory: readonly Page[];
}

/** Takes a file apart, and makes sure that it is whole. */
function parse(header: FileHeader, body: Uint8Array, broken: Broken): Content {
  if (header.pages === 0) broken('has no pages');
  const pageAt = (at: number, number: number): [page: Page, broken: Broken] => {
    const pageBroken: Broken = (what) => broken(`has a page ${number} that ${what}`);
    const page = readPage(body.subarray(at), pageBroken);
    // Later versions may use what is 0 now.
    if (page.words.subarray(4, 7).some((word) => word !== 0)) pageBroken('says of itself what it cannot');
    return [page, pageBroken];
  };
  const [head, headBroken] = pageAt(0, 0);
  const settings = readSettings(head, headBroken);
  if (header.hasCacheSeed !== settings.blocks > 0) broken('has a seed for nothing, or none for what it remembers');
  const queues = queueOrders[policyNumbers[settings.policy]].length;
  const entries: EntryPage[] = [];
  const memory: Page[] = [];
  let at = head.bytes;
  for (let number = 1; number < header.pages; number++) {
    const [page, pageBroken] = pageAt(at, number);
    at += page.bytes;
    if (page.words[3] === PAGE_ENTRIES && memory.length === 0) entries.push(parseEntries(page, settings, queues, pageBroken));
    else if (page.words[3] === PAGE_MEMORY && settings.blocks > 0) memory.push(page);
    else pageBroken('is of no kind that it can be');
  }
  if (at !== body.length) broken('goes on behind its last page');
  const count = entries.reduce((sum, page) => sum + page.count, 0);
  if (count !== header.count) broken(`has ${count} entries, and its header says ${header.count}`);
  if (settings.blocks * 64 > body.length) broken('lacks blocks');
  if (count > 0 && !settings.open) broken('has entries of a cache that never had any');
  return { settings, entries, memory };
}

/** Makes sure that a subclass has given its options to the constructor of the class. */
function assertTaken(Class: CacheClass, { settings: { map }, table }: Store, header: FileHeader, where: string): void {
  const isTaken = map.key.name === header.key && map.value.name === header.value && table.size === 0 && (!header.hasCacheSeed || map.seed === header.seed);
  if (!isTaken) throw new SubclassError(`${where}: expected the constructor of ${Class.name} to make an empty ${header.key} → ${header.value} by the options that it is given`);
}

/** @throws CapacityError */
function fill(store: Store, header: FileHeader, { settings, entries, memory }: Content, broken: Broken): void {
  if (!settings.open) return;
  const { table } = store;
  const { calls } = table;
  const cache = table.open();
  const isPlaced = store.settings.policy === settings.policy;
  if (isPlaced && calls.cacheBeginLoad(cache, spanOf(table, settings, header.count), settings.blocks) === 0) throw table.refused();
  // A clock that was set back since gives nobody a longer life.
  const elapsed = Math.max(0, Date.now() - settings.writtenAt);
  const putting = { then: store.clock.exact() - elapsed, isPlaced };
  if (settings.timed) store.beginTimes();
  const choice = chosen(store, entries, elapsed);
  entries.forEach((page, i) => { putEntries(store, header, page, choice[i]!, putting, (what) => broken(`has a page ${i + 1} that ${what}`)); });
  // Those that had to go for memory never were in this cache.
  table.takeForced();
  if (isPlaced) restoreMemory(table, settings, memory, 1 + entries.length, broken);
  calls.cacheEndLoad(cache, table.isTold ? 1 : 0);
  if (settings.timed) store.timeChanged();
}

/** How many entries the policy's shares are of: as many as were, unless the bound is another. */
function spanOf({ max }: EngineTable, settings: FileSettings, count: number): number {
  const span = new DataView(settings.state.buffer, settings.state.byteOffset).getUint32(0, true);
  const former = settings.max === 0 ? Infinity : settings.max;
  if (max === former && max !== Infinity) return span;
  // The engine's words have 32 bits. Without a bound it follows the entries soon, and the file's is not to be believed.
  return max === Infinity ? Math.min(span, 64 + 4 * count) : Math.min(max, 0xfffffffe);
}

function restoreMemory(table: EngineTable, { blocks, state }: FileSettings, pages: readonly Page[], number: number, broken: Broken): void {
  const { engine, calls, cache } = table;
  const reader = new MemoryReader(table, blocks);
  pages.forEach((page, i) => { reader.read(page, (what) => broken(`has a page ${number + i} that ${what}`)); });
  reader.end(broken);
  engine.u8.set(state, LIST);
  if (calls.cacheLoadState(cache) === 0) broken('has a state that its policy never has');
}

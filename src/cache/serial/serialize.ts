/** `serialize`: a cache as a file, whose format is in src/serial/FORMAT.md. */
import { checkName, checkOptions } from '../../arguments.js';
import { UnsupportedError } from '../../errors.js';
import { BODY_CACHE, isLittleEndian, writeHeader } from '../../serial/format.js';
import { joined } from '../../serial/serialize.js';
import { type ByteStream, assertStreams, streamOf } from '../../serial/streams.js';
import type { Store } from '../store.js';
import { writeMemory } from './memory.js';
import { settingsOf, writeSettings } from './settings.js';
import { writeEntries } from './write-entries.js';

/** Options of a cache's `serialize`. */
export interface SerializeCacheOptions {
  /**
   * `'keep'` (default) writes what the policy remembers of keys that are not there, by their hashes, and the seed of these: the restored cache goes on as this one
   * would (the small simulations by which `'w-tinylfu'` chooses its window begin anew, from the scores they had), and who reads the file can make keys that
   * collide in both. `'fresh'` writes neither, but how often each entry was asked for: for bytes that
   * leave your trust. The policy `'lru'` remembers nothing, and its files never have a seed.
   */
  readonly seed?: 'keep' | 'fresh';
}

/** The file of a cache. @throws WasmapTypeError, ConcurrentModificationError, UnsupportedError */
export function serialize(store: Store, options: unknown): Uint8Array {
  const parts = fileOf(store, options);
  return joined(parts, parts.reduce((sum, { length }) => sum + length, 0));
}

/** The same as a web stream: of this moment, so all of it is made now. */
export function serializeStream(store: Store, options: unknown): ByteStream {
  assertStreams(store.table.label);
  const parts = fileOf(store, options);
  return streamOf(parts.values(), () => { parts.length = 0; });
}

/** The parts of a file, header first. */
function fileOf(store: Store, options: unknown): Uint8Array[] {
  const { table } = store;
  const where = `${table.label}: serialize`;
  const { seed = 'keep' } = checkOptions<SerializeCacheOptions>(where, options, ['seed']);
  const keepsSeed = checkName(`${where}: seed`, seed, ['keep', 'fresh']) === 'keep';
  table.assertOpen();
  if (!isLittleEndian) throw new UnsupportedError(`${where}: not on a platform whose byte order is big-endian`);
  const [writtenAt, now] = [Date.now(), store.clock.exact()];
  const settings = settingsOf(store, writtenAt, keepsSeed);
  const memory = writeMemory(table, settings.blocks);
  // Last: codecs are the user's, and may call the cache.
  const { count, pages: entries } = writeEntries(store, now);
  const { map } = store.settings;
  const hasCacheSeed = settings.blocks > 0;
  const header = writeHeader({
    key: map.key.name, value: map.value.name, body: BODY_CACHE, hasValueCodec: map.value.name === 'any' && map.rules.valueCodec !== undefined, isSiphash: false,
    hasCacheSeed, count, version: 0, seed: hasCacheSeed ? table.seed : 0n, pages: 1 + entries.length + memory.length,
  });
  return [header, writeSettings(settings), ...entries, ...memory];
}

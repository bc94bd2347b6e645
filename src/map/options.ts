/** Options of maps and sets: told from entries, checked, completed. */
import { type EngineChoice, engineChoices } from '../engine/select.js';
import { checkCount, checkName, checkOptions, checkType, outOfRange, unexpected } from '../arguments.js';
import { WasmapTypeError, show } from '../errors.js';
import { Heap } from '../heap/heap.js';
import { type Codec, checkCodec } from './codec.js';
import type { KeyKind, KeyKindInfo, KeyOf, ValueKind, ValueKindInfo, ValueOf } from './kinds.js';
import { isBlob, orderedKinds, keyKindNames, keyKinds, valueKindNames, valueKinds } from './kinds.js';
import { type IdempotencyOptions, type Rules, readRules } from './rules.js';
import type { Validate } from './validate.js';

/** What an option `hash` may say. */
export type HashName = 'fast' | 'siphash13';
const hashNames: readonly HashName[] = ['fast', 'siphash13'];

/** Options of a set. */
export interface WasmSetOptions<Key extends KeyKind = KeyKind> {
  /** Kind of the keys; `'any'` (default) takes anything, as Map does, and keeps it on the JavaScript heap. */
  readonly key?: Key;
  /** How keys of a type of the user's own become bytes; in place of `key`. */
  readonly codec?: Codec<unknown>;
  /** Entries to make room for now; without effect on keys of kind `any`, whose native Map cannot be given room. */
  readonly capacity?: number;
  /** `'auto'` (default): WASM where it can run, else JS. */
  readonly engine?: EngineChoice;
  /** 64 bits that fix the hash, for tests and reproducible layouts; random when absent. Keys of kind `any` are hashed by the runtime. */
  readonly seed?: bigint;
  /**
   * How keys of text and bytes are hashed: `'fast'` (default; once somebody has made it collide, the map goes over to the other by
   * itself), or `'siphash13'` from the beginning, for keys that come from strangers.
   */
  readonly hash?: HashName;
  /** The quota to count in; none when absent. Keys of kind `any` take no linear memory, and none of the quota. */
  readonly heap?: Heap;
  /** A name for messages, metrics and traces. */
  readonly name?: string;
}

/** Options of a map. */
export interface WasmMapOptions<Key extends KeyKind = KeyKind, Value extends ValueKind = ValueKind> extends WasmSetOptions<Key> {
  /** Kind of the values; `'any'` (default) keeps the reference itself. */
  readonly value?: Value;
  /** The most entries a batch may have; unlimited when absent. */
  readonly maxBatchEntries?: number;
  /**
   * The most bytes that a batch of pairs may take while it is read, before anything is written; unlimited when absent. Numbers count as 8,
   * text by two a character, references as 8.
   */
  readonly maxStagedBytes?: number;
  /** What every key and value is shown to before it is written, by whatever call. Such a map's single writes are slower. */
  readonly validate?: Validate<KeyOf<Key>, ValueOf<Value>>;
  /** How long, and how many, keys and ids of batches are remembered, so that what is sent twice is applied once. */
  readonly idempotency?: IdempotencyOptions;
  /** What turns values of kind `any` into bytes and back when the map is serialized; those that are no objects need none. */
  readonly valueCodec?: Codec<unknown>;
  /** Notes where each write comes from, for errors about two that meet. Slows single writes down many times; for debugging. */
  readonly debug?: boolean;
}

/** Checked options, and the entries to begin with. */
export class Settings {
  constructor(
    readonly key: KeyKindInfo,
    readonly codec: Codec<unknown> | undefined,
    readonly value: ValueKindInfo,
    readonly capacity: number,
    readonly engine: EngineChoice,
    readonly seed: bigint | undefined,
    readonly hash: HashName,
    readonly heap: Heap | undefined,
    readonly name: string | undefined,
    readonly maxBatchEntries: number,
    readonly rules: Rules,
    readonly entries: unknown,
  ) {}
}

const setOptions = ['key', 'codec', 'capacity', 'engine', 'seed', 'hash', 'heap', 'name'];
const mapOptions = [...setOptions, 'value', 'maxBatchEntries', 'maxStagedBytes', 'validate', 'idempotency', 'debug', 'valueCodec'];

/** Options that a file takes the place of. */
const inFile = ['capacity', 'seed', 'hash'];

/** The options of `deserialize`, besides its own. */
export const optionsBesideFile = {
  WasmMap: mapOptions.filter((name) => !inFile.includes(name)),
  WasmSet: setOptions.filter((name) => !inFile.includes(name)),
};

/** The classes whose options are checked here; what else caches are told is in src/cache/options.ts. */
export type OptionsType = 'WasmMap' | 'WasmSet' | 'WasmCache' | 'LRUCache';

/** Tells entries from options, as the constructors' first argument may be either, and checks the options. */
export function readSettings(type: 'WasmMap' | 'WasmSet', first: unknown, second: unknown): Settings {
  const firstIsOptions = typeof first === 'object' && first !== null && !(Symbol.iterator in first);
  if (firstIsOptions && second !== undefined) {
    throw unexpected(`${type}: entries`, 'an iterable', first);
  }
  const options = firstIsOptions ? first : second ?? {};
  return settingsOf(type, checkOptions(type, options, type === 'WasmMap' ? mapOptions : setOptions), firstIsOptions ? undefined : first);
}

/** The settings that `options`, whose names are known, come to. */
export function settingsOf(type: OptionsType, options: Readonly<Record<string, unknown>>, entries?: unknown): Settings {
  const { key, codec, value = 'any', capacity = 0, engine: choice = 'auto', seed, hash, heap, name, maxBatchEntries = Infinity } = options;
  if (heap !== undefined && !(heap instanceof Heap)) throw unexpected(`${type}: heap`, 'a Heap', heap);
  const engine = checkName(`${type}: engine`, choice, engineChoices);
  if (heap !== undefined && engine !== 'auto' && engine !== heap.engine) {
    throw new WasmapTypeError(`${type}: engine: the heap's is '${heap.engine}', and '${engine}' was asked for`);
  }
  const kind = codec === undefined ? keyKinds[checkName(`${type}: key`, key ?? 'any', keyKindNames)] : orderedKinds.codec;
  return new Settings(
    kind,
    checkKeyCodec(type, codec, key),
    valueKinds[type === 'WasmSet' ? 'none' : checkName(`${type}: value`, value, valueKindNames)],
    checkCount(`${type}: capacity`, capacity, 2 ** 32 - 1),
    engine,
    checkSeed(`${type}: seed`, seed),
    checkHash(`${type}: hash`, hash, kind),
    heap,
    checkType<string>(`${type}: name`, name, 'string'),
    checkCount(`${type}: maxBatchEntries`, maxBatchEntries, Infinity),
    readRules(type, options),
    entries,
  );
}

function checkKeyCodec(type: string, codec: unknown, key: unknown): Codec<unknown> | undefined {
  if (codec === undefined) return undefined;
  const checked = checkCodec(`${type}: codec`, codec);
  if (key !== undefined) throw new WasmapTypeError(`${type}: key: a codec makes a kind of its own; leave ${show(key)} out`);
  return checked;
}

function checkSeed(where: string, value: unknown): bigint | undefined {
  const seed = checkType<bigint>(where, value, 'bigint');
  if (seed === undefined || BigInt.asUintN(64, seed) === seed) return seed;
  throw outOfRange(where, 'a bigint from 0 to 2n ** 64n - 1n', seed);
}

function checkHash(where: string, value: unknown, kind: KeyKindInfo): HashName {
  const hash = value === undefined ? 'fast' : checkName(where, value, hashNames);
  if (hash === 'fast' || kind.name === 'codec' || isBlob(kind)) return hash;
  throw new WasmapTypeError(`${where}: '${hash}' is for keys of kind string or bytes, and these are of kind ${kind.name}`);
}

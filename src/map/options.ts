/** Options of maps and sets: told from entries, checked, completed. */
import { type EngineChoice, engineChoices } from '../engine/select.js';
import { checkCount, checkName, checkOptions, checkType, unexpected } from '../arguments.js';
import { UnsupportedError, WasmapTypeError } from '../errors.js';
import { Heap } from '../heap/heap.js';
import type { KeyKind, KeyKindInfo, ValueKind, ValueKindInfo } from './kinds.js';
import { keyKindNames, numericKinds, valueKindNames, valueKinds } from './kinds.js';

/** Options of a set. */
export interface WasmSetOptions<Key extends KeyKind = KeyKind> {
  /** Kind of the keys. */
  readonly key: Key;
  /** Entries to make room for now. */
  readonly capacity?: number;
  /** `'auto'` (default): WASM where it can run, else JS. */
  readonly engine?: EngineChoice;
  /** 64 bits that fix the hash, for tests and reproducible layouts; random when absent. */
  readonly seed?: bigint;
  /** The quota to count in; none when absent. */
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
}

/** Checked options, and the entries to begin with. */
export class Settings {
  constructor(
    readonly key: KeyKindInfo,
    readonly value: ValueKindInfo,
    readonly capacity: number,
    readonly engine: EngineChoice,
    readonly seed: bigint | undefined,
    readonly heap: Heap | undefined,
    readonly name: string | undefined,
    readonly maxBatchEntries: number,
    readonly entries: unknown,
  ) {}
}

const setOptions = ['key', 'capacity', 'engine', 'seed', 'heap', 'name'];
const mapOptions = [...setOptions, 'value', 'maxBatchEntries'];

/** Tells entries from options, as the constructors' first argument may be either, and checks the options. */
export function readSettings(type: 'WasmMap' | 'WasmSet', first: unknown, second: unknown): Settings {
  const firstIsOptions = typeof first === 'object' && first !== null && !(Symbol.iterator in first);
  if (firstIsOptions && second !== undefined) {
    throw unexpected(`${type}: entries`, 'an iterable', first);
  }
  const options = firstIsOptions ? first : second ?? {};
  return settingsOf(type, checkOptions(type, options, type === 'WasmMap' ? mapOptions : setOptions), firstIsOptions ? undefined : first);
}

function settingsOf(type: 'WasmMap' | 'WasmSet', options: Record<string, unknown>, entries: unknown): Settings {
  const name = checkType<string>(`${type}: name`, options['name'], 'string');
  const seed = checkType<bigint>(`${type}: seed`, options['seed'], 'bigint');
  const heap = options['heap'];
  if (heap !== undefined && !(heap instanceof Heap)) throw unexpected(`${type}: heap`, 'a Heap', heap);
  const engine = checkName(`${type}: engine`, options['engine'] ?? 'auto', engineChoices);
  if (heap !== undefined && engine !== 'auto' && engine !== heap._engine.engine) {
    throw new WasmapTypeError(`${type}: engine: the heap's is '${heap._engine.engine}', and '${engine}' was asked for`);
  }
  return new Settings(
    keyKind(type, options['key']),
    valueKinds[type === 'WasmSet' ? 'none' : checkName(`${type}: value`, options['value'] ?? 'any', valueKindNames)],
    checkCount(`${type}: capacity`, options['capacity'] ?? 0, 2 ** 32 - 1),
    engine, seed, heap, name,
    checkCount(`${type}: maxBatchEntries`, options['maxBatchEntries'] ?? Infinity, Infinity),
    entries,
  );
}

function keyKind(type: string, kind: unknown): KeyKindInfo {
  if (kind === undefined || kind === 'any' || kind === 'string' || kind === 'bytes') {
    const what = kind === undefined ? 'no key kind was named, and the default' : `key kind '${kind}'`;
    throw new UnsupportedError(`${type}: ${what} is not available in this version; name a numeric one: ${keyKindNames.join(', ')}`);
  }
  return numericKinds[checkName(`${type}: key`, kind, keyKindNames)];
}

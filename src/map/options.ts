/** Options of maps and sets: told from entries, checked, completed. */
import type { EngineChoice } from '../engine/select.js';
import { UnsupportedError, WasmapRangeError, WasmapTypeError, nearest, show } from '../errors.js';
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
    throw new WasmapTypeError(`${type}: entries: expected an iterable, got ${show(first)}`);
  }
  const options = firstIsOptions ? first : second ?? {};
  if (typeof options !== 'object') throw new WasmapTypeError(`${type}: options: expected an object, got ${show(options)}`);
  return checkOptions(type, options as Record<string, unknown>, firstIsOptions ? undefined : first);
}

function checkOptions(type: 'WasmMap' | 'WasmSet', options: Record<string, unknown>, entries: unknown): Settings {
  const known = type === 'WasmMap' ? mapOptions : setOptions;
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) throw new WasmapTypeError(`${type}: unknown option ${show(name)}; did you mean '${nearest(name, known)}'?`);
  }
  const name = optional(type, options, 'name', 'string') as string | undefined;
  const seed = optional(type, options, 'seed', 'bigint') as bigint | undefined;
  const heap = options['heap'];
  if (heap !== undefined && !(heap instanceof Heap)) throw new WasmapTypeError(`${type}: heap: expected a Heap, got ${show(heap)}`);
  const engine = oneOf(type, 'engine', options['engine'] ?? 'auto', ['auto', 'wasm', 'js']);
  if (heap !== undefined && engine !== 'auto' && engine !== heap._engine.engine) {
    throw new WasmapTypeError(`${type}: engine: the heap's is '${heap._engine.engine}', and '${engine}' was asked for`);
  }
  return new Settings(
    keyKind(type, options['key']),
    valueKinds[type === 'WasmSet' ? 'none' : oneOf(type, 'value', options['value'] ?? 'any', valueKindNames)],
    count(type, 'capacity', options['capacity'] ?? 0, 2 ** 32 - 1),
    engine, seed, heap, name,
    count(type, 'maxBatchEntries', options['maxBatchEntries'] ?? Infinity, Infinity),
    entries,
  );
}

function keyKind(type: string, kind: unknown): KeyKindInfo {
  if (kind === undefined || kind === 'any' || kind === 'string' || kind === 'bytes') {
    const what = kind === undefined ? 'no key kind was named, and the default' : `key kind '${kind}'`;
    throw new UnsupportedError(`${type}: ${what} is not available in this version; name a numeric one: ${keyKindNames.join(', ')}`);
  }
  return numericKinds[oneOf(type, 'key', kind, keyKindNames)];
}

function oneOf<Name extends string>(type: string, option: string, value: unknown, names: readonly Name[]): Name {
  if (names.includes(value as Name)) return value as Name;
  if (typeof value !== 'string') throw new WasmapTypeError(`${type}: ${option}: expected one of ${names.join(', ')}, got ${show(value)}`);
  throw new WasmapTypeError(`${type}: ${option}: expected one of ${names.join(', ')}, got ${show(value)}; did you mean '${nearest(value, names)}'?`);
}

function optional(type: string, options: Record<string, unknown>, option: string, expected: 'string' | 'bigint'): unknown {
  const value = options[option];
  if (value === undefined || typeof value === expected) return value;
  throw new WasmapTypeError(`${type}: ${option}: expected a ${expected}, got ${show(value)}`);
}

/** Checks a number of entries. */
export function count(type: string, what: string, value: unknown, most: number): number {
  if (typeof value !== 'number') throw new WasmapTypeError(`${type}: ${what}: expected a number of entries, got ${show(value)}`);
  if (!(value >= 0 && value <= most) || !(Number.isInteger(value) || value === Infinity)) {
    throw new WasmapRangeError(`${type}: ${what}: expected an integer from 0 to ${most}, got ${show(value)}`);
  }
  return value;
}

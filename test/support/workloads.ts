/** Random workloads: keys and values of every kind, biased to the edges of their ranges and to collisions; engines and run counts. */
import fc from 'fast-check';
import type { KeyKind, ValueKind, WasmMapOptions } from '../../src/index.js';
import { WasmMap } from '../../src/index.js';
import { constant } from '../../src/engine/js/table/hash.js';

export type Key = number | bigint | string;
/** A number of a numeric kind. */
export type Num = number | bigint;
export type EngineKind = 'wasm' | 'js';
export type NumericKind = Exclude<ValueKind, 'string' | 'bytes' | 'any'>;
export type NumericKey = Exclude<KeyKind, 'any' | 'string' | 'bytes'>;

export const engineKinds: readonly EngineKind[] = ['wasm', 'js'];
export const keyKinds: readonly NumericKey[] = ['u32', 'i32', 'f64', 'u64', 'i64'];
export const valueKinds: readonly ValueKind[] = ['any', 'u32', 'i32', 'f32', 'f64', 'u64', 'i64', 'string', 'bytes'];
export const numericKinds: readonly NumericKind[] = ['u32', 'i32', 'f32', 'f64', 'u64', 'i64'];

/** A map whose kinds are known at run time only. */
export type AnyMap = WasmMap<Key, unknown>;

export function anyMap(options: WasmMapOptions): AnyMap {
  return new WasmMap<Key, unknown>(options);
}

/** How often a property is tried: `WASMAP_RUNS`, else what its test finds enough. */
export function runs(usual: number): number {
  const wanted = Number(process.env['WASMAP_RUNS']);
  return wanted > 0 ? wanted : usual;
}

export function isBig(kind: ValueKind | KeyKind): boolean {
  return kind === 'u64' || kind === 'i64';
}

export function isNumeric(kind: ValueKind): kind is NumericKind {
  return kind !== 'any' && kind !== 'string' && kind !== 'bytes';
}

/** Lowest and highest of an integer kind. */
export const ranges = {
  u32: [0n, 0xffffffffn],
  i32: [-0x80000000n, 0x7fffffffn],
  u64: [0n, 0xffffffffffffffffn],
  i64: [-0x8000000000000000n, 0x7fffffffffffffffn],
} as const;

export const LARGEST_F32 = (2 - 2 ** -23) * 2 ** 127;

const floatEdges = [
  0, -0, NaN, Infinity, -Infinity, 1, -1, 0.5, 2 ** 31, 2 ** 32, 2 ** 53, -(2 ** 53), Number.MIN_VALUE, Number.EPSILON,
  0.1, LARGEST_F32, -LARGEST_F32,
];

/** Values of a numeric kind at the edges of its range. */
export function edges(kind: NumericKind): readonly Num[] {
  if (kind === 'f32') return floatEdges;
  if (kind === 'f64') return [...floatEdges, Number.MAX_VALUE, -Number.MAX_VALUE];
  const [low, high] = ranges[kind];
  const all = [low, low + 1n, high - 1n, high, high / 2n, high / 2n + 1n, 0n, 1n, 2n, 255n, 65536n];
  return isBig(kind) ? [...all, 1n << 32n, (1n << 32n) - 1n] : [...all.map(Number), -0];
}

function anyOf(kind: NumericKind): fc.Arbitrary<Num> {
  switch (kind) {
    case 'u32': return fc.integer({ min: 0, max: 0xffffffff });
    case 'i32': return fc.integer({ min: -0x80000000, max: 0x7fffffff });
    case 'f32': return fc.float();
    case 'f64': return fc.double();
    default: return fc.bigInt({ min: ranges[kind][0], max: ranges[kind][1] });
  }
}

/** Keys of `kind`: a third from a small range, so that they meet again, a third from the edges. */
export function keyArbitrary(kind: KeyKind): fc.Arbitrary<Key> {
  if (kind === 'string') return textArbitrary();
  if (kind === 'any') return anythingArbitrary() as fc.Arbitrary<Key>;
  if (kind === 'bytes') throw new Error('a Map has no keys that are compared by their bytes');
  const small = fc.nat(40).map((n) => (isBig(kind) ? BigInt(n) : n));
  return fc.oneof(small, fc.constantFrom(...edges(kind)), anyOf(kind));
}

/** Objects and symbols, which equal themselves only: the same ones again and again. */
const identities: readonly unknown[] = [{}, {}, [], () => 1, Symbol('key'), Symbol('key'), Symbol.for('key'), new Map(), NaN, Object('1'), new Date(0)];

/** Keys of every type, among them some that are equal to each other in other ways than SameValueZero. */
function anythingArbitrary(): fc.Arbitrary<unknown> {
  return fc.oneof(
    fc.constantFrom(...identities),
    fc.constantFrom<unknown>(undefined, null, true, false, 0, -0, NaN, 1, 1n, '1', '', '0', 'NaN', 'undefined', 2 ** 31, 0.5, 10n ** 40n, -1n),
    fc.nat(30),
    fc.nat(30).map((n) => `key ${n}`),
    fc.nat(9).map((n) => BigInt(n) * 10n ** 18n),
    fc.double(),
    textArbitrary(),
  );
}

/** Strings of every representation: short ones that meet again, Latin-1, any UTF-16 with its lone surrogates, long ones. */
function textArbitrary(): fc.Arbitrary<string> {
  const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
  const latin = fc.integer({ min: 0, max: 0xff }).map((code) => String.fromCharCode(code));
  const edges = ['', '\0', '\0\0', '\u00ff', '\u0100', '\ud800', '\udc00\ud800', '😀', '0', '-0', 'NaN', '__proto__', 'é'.repeat(40), 'x'.repeat(41)];
  return fc.oneof(
    fc.nat(40).map((n) => `key ${n}`),
    fc.constantFrom(...edges),
    fc.string({ unit, maxLength: 50 }),
    fc.string({ unit: latin, maxLength: 50 }),
    fc.nat(3).map((n) => 'long '.repeat(n * 900)),
  );
}

/** Values of `kind`, half of them from the edges. */
export function valueArbitrary(kind: ValueKind): fc.Arbitrary<unknown> {
  if (kind === 'any') return fc.oneof(fc.anything({ maxDepth: 1 }), fc.constantFrom<unknown>(undefined, null, NaN, -0, {}));
  if (kind === 'string') return textArbitrary();
  if (kind === 'bytes') return fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.nat(3).map((n) => new Uint8Array(n * 9_000).fill(n)));
  return fc.oneof(fc.constantFrom(...edges(kind)), anyOf(kind), fc.nat(9).map((n) => (isBig(kind) ? BigInt(n) : n)));
}

/** Values that a column of `kind` must refuse. */
export function misfits(kind: NumericKind | KeyKind): readonly unknown[] {
  if (kind === 'any') return [];
  if (kind === 'string') return [undefined, null, 1, NaN, 1n, true, {}, ['a'], Object('a'), Symbol('key'), () => 'a'];
  if (kind === 'bytes') return [undefined, null, 1, 'a', [1], {}, new ArrayBuffer(1), new Uint16Array(1)];
  const strangers = [undefined, null, '1', '', true, {}, [], [1], Symbol('key'), () => 1];
  if (kind === 'f64') return [...strangers, 1n];
  if (kind === 'f32') return [...strangers, 1n, 1e39, -Number.MAX_VALUE];
  const [low, high] = ranges[kind];
  if (isBig(kind)) return [...strangers, 1, NaN, low - 1n, high + 1n, 1n << 200n];
  return [...strangers, 1n, NaN, 0.5, Infinity, -Infinity, Number(low) - 1, Number(high) + 1, 2 ** 53];
}

/** What a map of kind `kind` gives back for `value`. */
export function stored(kind: ValueKind, value: unknown): unknown {
  if (kind === 'f32') return Math.fround(value as number);
  return (kind === 'u32' || kind === 'i32') && value === 0 ? 0 : value;
}

/** `count` distinct keys of `kind`, from `first` on. */
export function keyRange(kind: KeyKind, first: number, count: number): Key[] {
  if (kind === 'string') return Array.from({ length: count }, (_, i) => `number ${first + i}`);
  if (kind === 'any') return Array.from({ length: count }, (_, i) => anyKey(first + i) as Key);
  return Array.from({ length: count }, (_, i) => (isBig(kind) ? BigInt(first + i) : first + i));
}

const objects = new Map<number, object>();

/** A number, a string or an object: for the same `n` the same one. */
function anyKey(n: number): unknown {
  if (n % 3 < 2) return n % 3 === 0 ? n : `number ${n}`;
  if (!objects.has(n)) objects.set(n, { n });
  return objects.get(n);
}

/** A small value of `kind` that is a function of `i`. */
export function valueOf(kind: ValueKind, i: number): unknown {
  if (kind === 'any' || kind === 'string') return `value ${i}`;
  if (kind === 'bytes') return new TextEncoder().encode(`value ${i}`);
  return isBig(kind) ? BigInt(i) : i;
}

const columns = {
  u32: Uint32Array, i32: Int32Array, f32: Float32Array, f64: Float64Array, u64: BigUint64Array, i64: BigInt64Array,
} as const;

export type Column = InstanceType<(typeof columns)[NumericKind]>;

/** `values`, which fit `kind`, as its typed array; references as an array. */
export function columnOf(kind: NumericKind, values: readonly unknown[]): Column;
export function columnOf(kind: ValueKind | KeyKind, values: readonly unknown[]): Column | unknown[];
export function columnOf(kind: ValueKind | KeyKind, values: readonly unknown[]): Column | unknown[] {
  if (kind === 'any' || kind === 'string' || kind === 'bytes') return [...values];
  return isBig(kind)
    ? (columns[kind] as typeof BigUint64Array).from(values as bigint[])
    : (columns[kind] as typeof Uint32Array).from(values as number[]);
}

/** The odd `x` whose product with the odd `m` is 1 in 32 bits. */
function inverse(m: number): number {
  let x = m;
  for (let i = 0; i < 5; i++) x = Math.imul(x, 2 - Math.imul(m, x));
  return x;
}

/**
 * `count` distinct keys of `kind` that one segment cannot tell apart under `seed`: 4-byte keys share the upper 18 bits
 * of their hashes (which are distinct), 8-byte keys all 32.
 */
export function collidingKeys(kind: KeyKind, count: number, seed: bigint): Key[] {
  const [low, high] = [Number(BigInt.asUintN(32, seed)), Number(BigInt.asUintN(32, seed >> 32n))];
  const word = (index: number): number => constant(low, high, index);
  const [firstInverse, lastInverse] = [inverse(word(2) | 1), inverse(word(3) | 1)];
  const lowWord = (hash: number, highWord: number): number => {
    let x = Math.imul(hash ^ (hash >>> 16), lastInverse);
    x ^= (x >>> 15) ^ (x >>> 30);
    x = Math.imul(x, firstInverse) ^ word(1);
    if (kind === 'u32' || kind === 'i32') return x >>> 0;
    const y = Math.imul(highWord ^ word(4), word(5) | 1);
    return (x ^ y ^ (y >>> 15)) >>> 0;
  };
  const bits = new DataView(new ArrayBuffer(8));
  return Array.from({ length: count }, (_, i) => {
    if (kind === 'u32') return lowWord(i, 0);
    if (kind === 'i32') return lowWord(i, 0) | 0;
    const highWord = 0x40000000 + i;
    bits.setUint32(4, highWord, true);
    bits.setUint32(0, lowWord(0x12345678, highWord), true);
    if (kind === 'f64') return bits.getFloat64(0, true);
    return kind === 'u64' ? bits.getBigUint64(0, true) : bits.getBigInt64(0, true);
  });
}

/** Whether two values are the same: the same thing, or bytes of the same content, which are copied. */
export function isSame(one: unknown, other: unknown): boolean {
  if (one instanceof Uint8Array && other instanceof Uint8Array) return areSameBytes(one, other);
  return Object.is(one, other);
}

function areSameBytes(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
}

/** What `call` throws; fails if it does not. */
export function thrownBy(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error('expected an error, and none was thrown');
}

/** Maps of every kind to be written to files, and what their keys and values are. */
import { type Codec, type EngineChoice, WasmMap, WasmSet, type WasmMapOptions } from '../../src/index.js';

/** Keys `{ x }`. */
export const pointCodec: Codec<{ x: number }> = {
  encode({ x }, target) {
    new DataView(target.buffer, target.byteOffset).setInt32(0, x);
    return 4;
  },
  decode: (bytes) => ({ x: new DataView(bytes.buffer, bytes.byteOffset).getInt32(0) }),
};

/** Values `{ v }`, as JSON. */
export const objectCodec: Codec<{ v: number }> = {
  encode: (value, target) => {
    const bytes = new TextEncoder().encode(JSON.stringify(value));
    if (bytes.length <= target.length) target.set(bytes);
    return bytes.length;
  },
  decode: (bytes) => JSON.parse(new TextDecoder().decode(bytes)) as { v: number },
};

export const keyKinds = ['u32', 'i32', 'f64', 'u64', 'i64', 'string', 'bytes', 'any', 'codec'] as const;
export const valueKinds = ['u32', 'i32', 'f32', 'f64', 'u64', 'i64', 'string', 'bytes', 'any', 'objects', 'none'] as const;
export type SubjectKey = (typeof keyKinds)[number];
export type SubjectValue = (typeof valueKinds)[number];

export function keyOf(kind: SubjectKey, i: number): unknown {
  switch (kind) {
    case 'u64': return BigInt(i) * 0x1_0000_0001n;
    case 'i64': return BigInt(i) - 50n;
    case 'i32': return i - 50;
    case 'f64': return i === 3 ? NaN : i / 4;
    case 'string': return i % 3 === 0 ? `ключ ${String(i)}` : i % 7 === 0 ? `\ud800${String(i)}` : `key ${String(i)}`;
    case 'bytes': return Uint8Array.of(i, i >>> 8, i >>> 16).subarray(0, i < 256 ? 1 : 3);
    case 'codec': return { x: i };
    case 'any': return [i, `text ${String(i)}`, BigInt(i), i / 2 + 0.25, `текст ${String(i)}`][i % 5];
    default: return i;
  }
}

export function valueOf(kind: SubjectValue, i: number): unknown {
  switch (kind) {
    case 'u64': return BigInt(i);
    case 'i64': return -BigInt(i);
    case 'i32': return -i;
    case 'f32': case 'f64': return i / 8;
    case 'string': return i % 2 === 0 ? `value ${String(i)}` : `значение ${String(i)}`;
    case 'bytes': return new Uint8Array(i % 20).fill(i);
    case 'any': return [i, null, undefined, 'text', true, -0, 12n, 'текст', false, NaN][i % 10];
    case 'objects': return { v: i };
    case 'none': return undefined;
    default: return i;
  }
}

/** What the constructor, and `deserialize`, need to know of the kinds besides their names. */
export function codecsOf(key: SubjectKey, value: SubjectValue): Pick<WasmMapOptions, 'codec' | 'valueCodec'> {
  return { ...(key === 'codec' && { codec: pointCodec }), ...(value === 'objects' && { valueCodec: objectCodec }) };
}

export type Subject = WasmMap<unknown, unknown> | WasmSet<unknown>;

/** A map, or a set, with `size` entries, after as many others were removed. */
export function subject(key: SubjectKey, value: SubjectValue, size: number, engine: EngineChoice, seed?: bigint): Subject {
  const options = { ...(key !== 'codec' && { key }), ...codecsOf(key, value), engine, ...(seed !== undefined && { seed }) };
  if (value === 'none') {
    const set = new WasmSet<unknown>(options);
    for (let i = 0; i < 2 * size; i++) set.add(keyOf(key, i));
    for (let i = 0; i < size; i++) set.delete(keyOf(key, 2 * i));
    return set;
  }
  const map = new WasmMap<unknown, unknown>({ ...options, value: value === 'objects' ? 'any' : value });
  for (let i = 0; i < 2 * size; i++) map.set(keyOf(key, i), valueOf(value, i));
  for (let i = 0; i < size; i++) map.delete(keyOf(key, 2 * i));
  return map;
}

/** What `file` holds. */
export function load(file: Uint8Array, key: SubjectKey, value: SubjectValue, options: object): Subject {
  const all = { ...codecsOf(key, value), ...options };
  return value === 'none' ? WasmSet.deserialize<unknown>(file, all) : WasmMap.deserialize<unknown, unknown>(file, all);
}

/** The entries of the map or set, in its order where that is the order of insertion, else in one that its contents determine. */
export function entriesOf(of: Subject, isOrdered: boolean): unknown[] {
  const entries = [...of as Iterable<unknown>];
  return isOrdered ? entries : entries.map((entry) => [sortKey(entry), entry] as const).sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
}

function sortKey(entry: unknown): string {
  return String(Array.isArray(entry) ? entry[0] : entry).padStart(30);
}

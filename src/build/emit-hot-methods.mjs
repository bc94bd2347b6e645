/**
 * Emits the hot methods of the facade: one object of methods for every key kind, class of value kinds and engine.
 *
 * V8 keeps type feedback per source position, so functions made from one template at run time would share it and turn
 * polymorphic as soon as two kinds of map are in use. Emitted source gives every kind and engine call sites of its own.
 */
import { writeFileSync } from 'node:fs';

const output = 'src/map/hot-methods.generated.ts';

/** How a key is checked and passed, per kind. `bad` is an expression over `key`. */
const keyKinds = {
  u32: { bytes: 4, type: 'number', call: '', bad: "typeof key !== 'number' || key >>> 0 !== key" },
  i32: { bytes: 4, type: 'number', call: '', bad: "typeof key !== 'number' || (key | 0) !== key" },
  f64: { bytes: 8, type: 'number', call: 'F64', bad: "typeof key !== 'number'" },
  u64: { bytes: 8, type: 'bigint', call: '', bad: "typeof key !== 'bigint' || BigInt.asUintN(64, key) !== key" },
  i64: { bytes: 8, type: 'bigint', call: '', bad: "typeof key !== 'bigint' || BigInt.asIntN(64, key) !== key" },
};

/**
 * Value kinds that share methods: those that need the same bytes and the same representation in V8, so that a call site
 * of `getOr` never meets both unboxed numbers and objects.
 */
const valueClasses = {
  word: {
    bytes: 4,
    type: 'number',
    load: `this._valueKind === 0 ? this._engine.u32[at >>> 2]! : this._valueKind === 1 ? this._engine.i32[at >>> 2]! : this._engine.f32[at >>> 2]!`,
    bad: `typeof value !== 'number' || (this._valueKind === 0 ? value >>> 0 !== value : this._valueKind === 1 ? (value | 0) !== value : !fitsF32(value))`,
    store: `
    if (this._valueKind === 0) this._engine.u32[at >>> 2] = value;
    else if (this._valueKind === 1) this._engine.i32[at >>> 2] = value;
    else this._engine.f32[at >>> 2] = value;`,
  },
  double: {
    bytes: 8,
    type: 'number',
    load: 'this._engine.f64[at >>> 3]!',
    bad: `typeof value !== 'number'`,
    store: `
    this._engine.f64[at >>> 3] = value;`,
  },
  long: {
    bytes: 8,
    type: 'bigint',
    load: 'this._valueKind === 4 ? this._engine.u64[at >>> 3]! : this._engine.i64[at >>> 3]!',
    bad: `typeof value !== 'bigint' || (this._valueKind === 4 ? BigInt.asUintN(64, value) : BigInt.asIntN(64, value)) !== value`,
    store: `
    if (this._valueKind === 4) this._engine.u64[at >>> 3] = value;
    else this._engine.i64[at >>> 3] = value;`,
  },
  any: {
    bytes: 4,
    type: 'unknown',
    load: 'this._store.values[this._engine.u32[at >>> 2]!]',
  },
  none: { bytes: 0, type: 'undefined', load: 'undefined' },
};

function reads(key, value, call) {
  return `
  get(this: HotMap, key: ${key.type}): ${value.type === 'unknown' ? 'unknown' : `${value.type} | undefined`} {
    if (${key.bad}) throw wrongKey(this, key);
    const at = this._engine.${call('find')}(this._map, key);
    return at === 0 ? missed(this) : ${value.load};
  },

  getOr(this: HotMap, key: ${key.type}, fallback: ${value.type}): ${value.type} {
    if (${key.bad}) throw wrongKey(this, key);
    const at = this._engine.${call('find')}(this._map, key);
    if (at === 0) {
      missed(this);
      return fallback;
    }
    return ${value.load};
  },
`;
}

function has(key, call) {
  return `
  has(this: HotMap, key: ${key.type}): boolean {
    if (${key.bad}) throw wrongKey(this, key);
    if (this._engine.${call('find')}(this._map, key) !== 0) return true;
    missed(this);
    return false;
  },
`;
}

function remove(key, value, call) {
  if (value !== valueClasses.any) {
    return `
  delete(this: HotMap, key: ${key.type}): boolean {
    if (${key.bad}) throw wrongKey(this, key);
    return this._map === 0 ? unopened(this) : this._engine.${call('remove')}(this._map, key) !== 0;
  },
`;
  }
  return `
  delete(this: HotMap, key: ${key.type}): boolean {
    if (${key.bad}) throw wrongKey(this, key);
    if (this._map === 0) return unopened(this);
    const at = this._engine.${call('lookup')}(this._map, key);
    if (at === 0) return false;
    const handle = this._engine.u32[at >>> 2]!;
    this._engine.${call('remove')}(this._map, key);
    this._store.release(handle);
    return true;
  },
`;
}

function set(key, value, call) {
  if (value === valueClasses.none) {
    return `
  add(this: HotMap, key: ${key.type}): HotMap {
    if (${key.bad}) throw wrongKey(this, key);
    if (this._engine.${call('insert')}(this._map || open(this), key) === 0) throw exhausted(this);
    return this;
  },
`;
  }
  if (value === valueClasses.any) {
    return `
  set(this: HotMap, key: ${key.type}, value: unknown): HotMap {
    if (${key.bad}) throw wrongKey(this, key);
    const map = this._map || open(this);
    const count = this._engine.u32[(map + ${'COUNT'}) >>> 2]!;
    const at = this._engine.${call('insert')}(map, key);
    if (at === 0) throw exhausted(this);
    if (this._engine.u32[(map + ${'COUNT'}) >>> 2] === count) this._store.values[this._engine.u32[at >>> 2]!] = value;
    else this._engine.u32[at >>> 2] = this._store.add(value);
    return this;
  },
`;
  }
  return `
  set(this: HotMap, key: ${key.type}, value: ${value.type}): HotMap {
    if (${key.bad}) throw wrongKey(this, key);
    if (${value.bad}) throw wrongValue(this, value);
    const at = this._engine.${call('insert')}(this._map || open(this), key);
    if (at === 0) throw exhausted(this);${value.store}
    return this;
  },
`;
}

/** The loop over one copied-out segment stands here, too: its keyed loads must see one kind of array only. */
function visit(key, value) {
  const arrays = { number: 'readonly number[]', bigint: 'readonly bigint[]' };
  if (value === valueClasses.none) return '';
  return `
  _visit(this: HotMap, count: number, keys: ${arrays[key.type]}, values: ${arrays[value.type] ?? 'readonly unknown[]'}, callback: Visitor, thisArg: unknown): number {
    // Once memory grows, this view is detached and reads undefined: that counts as a change, too.
    const { u32 } = this._engine;
    const map = this._map;
    const at = (map + VERSION) >>> 2;
    const version = u32[at];
    for (let i = 0; i < count; i++) {
      if (thisArg === undefined) callback(values[i], keys[i], this); // this way V8 can inline it
      else callback.call(thisArg, values[i], keys[i], this);
      // A new map may have the memory, and the version, of one that was disposed.
      if (u32[at] !== version || this._map !== map) return i + 1;
    }
    return count;
  },
`;
}

function methods(key, value) {
  const call = (operation) => (operation === 'find' || operation === 'insert'
    ? `${operation}${key.call}_${key.bytes}_${value.bytes}`
    : `${operation}${key.call || `_${key.bytes}`}`);
  const parts = value === valueClasses.none
    ? [set(key, value, call), has(key, call), remove(key, value, call)]
    : [reads(key, value, call), has(key, call), set(key, value, call), remove(key, value, call), visit(key, value)];
  return parts.join('');
}

const objects = (table, inside) => `{${Object.entries(table).map(([name, entry]) => `${name}: ${inside(entry)},\n`).join('')}}`;
const methodsOfAnEngine = objects(keyKinds, (key) => objects(valueClasses, (value) => `{${methods(key, value)}}`));

writeFileSync(output, `/** Generated by ${'src/build/emit-hot-methods.mjs'}: see there why. */
import type { HotMap, Visitor } from './hot-map.js';
import { exhausted, fitsF32, missed, open, unopened, wrongKey, wrongValue } from './hot-map.js';
import * as Header from '../engine/header.js';

const COUNT = Header.count;
const VERSION = Header.version;

/** By engine, key kind and class of value kinds. */
export const hotMethods: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, object>>>>>> = {
wasm: ${methodsOfAnEngine},
js: ${methodsOfAnEngine},
};
`);

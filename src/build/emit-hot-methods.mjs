/**
 * Emits the hot methods of the facade: one object of methods for every key kind, class of value kinds and engine.
 *
 * V8 keeps type feedback per source position, so functions made from one template at run time would share it and turn
 * polymorphic as soon as two kinds of map are in use. Emitted source gives every kind and engine call sites of its own.
 */
import { writeFileSync } from 'node:fs';
import { keyKinds, valueClasses } from './hot-kinds.mjs';

const output = 'src/map/hot-methods.generated.ts';

/** The statement that comes before a key is used. */
function check(key) {
  return key.passed === undefined ? `if (${key.bad}) throw wrongKey(table, key);` : `const ${key.passed} = encoded(table, key);`;
}

function reads(key, value, call) {
  return `
  get(this: Host, key: ${key.type}): ${value.type === 'unknown' ? 'unknown' : `${value.type} | undefined`} {
    const { _table: table } = this;
    ${check(key)}
    const at = table.engine.${call('find')}(table.map, ${key.passed ?? 'key'});
    return at === 0 ? missed(table) : ${value.load};
  },

  getOr(this: Host, key: ${key.type}, fallback: ${value.type}): ${value.type} {
    const { _table: table } = this;
    ${check(key)}
    const at = table.engine.${call('find')}(table.map, ${key.passed ?? 'key'});
    if (at === 0) {
      missed(table);
      return fallback;
    }
    return ${value.load};
  },
`;
}

function has(key, call) {
  return `
  has(this: Host, key: ${key.type}): boolean {
    const { _table: table } = this;
    ${check(key)}
    if (table.engine.${call('find')}(table.map, ${key.passed ?? 'key'}) !== 0) return true;
    missed(table);
    return false;
  },
`;
}

function remove(key, value, call) {
  if (value.type !== 'unknown') {
    return `
  delete(this: Host, key: ${key.type}): boolean {
    const { _table: table } = this;
    ${check(key)}
    return table.map === 0 ? unopened(table) : wasThere(table, table.engine.${call('remove')}(table.map, ${key.passed ?? 'key'}));
  },
`;
  }
  return `
  delete(this: Host, key: ${key.type}): boolean {
    const { _table: table } = this;
    ${check(key)}
    if (table.map === 0) return unopened(table);
    const at = table.engine.${call('lookup')}(table.map, ${key.passed ?? 'key'});
    if (at === 0) return false;
    const handle = table.engine.u32[at >>> 2]!;
    wasThere(table, table.engine.${call('remove')}(table.map, ${key.passed ?? 'key'}));
    table.store.release(handle);
    return true;
  },
`;
}

function set(key, value, call) {
  if (value === valueClasses.none) {
    return `
  add(this: Host, key: ${key.type}): Host {
    const { _table: table } = this;
    ${check(key)}
    if (table.engine.${call('insert')}(table.map || table.open(), ${key.passed ?? 'key'}) === 0) return again(this, 'add', key);
    return this;
  },
`;
  }
  if (value === valueClasses.any) {
    return `
  set(this: Host, key: ${key.type}, value: unknown): Host {
    const { _table: table } = this;
    ${check(key)}
    const map = table.map || table.open();
    const count = table.engine.u32[(map + COUNT) >>> 2]!;
    const at = table.engine.${call('insert')}(map, ${key.passed ?? 'key'});
    if (at === 0) return again(this, 'set', key, value);
    const store = table.store as ValueStore;
    if (table.engine.u32[(map + COUNT) >>> 2] !== count) table.engine.u32[at >>> 2] = store.add(value);
    else if (store.isShared) table.engine.u32[at >>> 2] = store.renew(table.engine.u32[at >>> 2]!, value);
    else store.values[table.engine.u32[at >>> 2]!] = value;
    return this;
  },
`;
  }
  if (value === valueClasses.blob) {
    return `
  set(this: Host, key: ${key.type}, value: unknown): Host {
    const { _table: table } = this;
    ${check(key)}
    if (${value.bad}) throw wrongValue(table, value);
    const map = table.map || table.open();
    const handle = table.store.add(value); // before the key takes its place, for memory may be refused
    const count = table.engine.u32[(map + COUNT) >>> 2]!;
    const at = table.engine.${call('insert')}(map, ${key.passed ?? 'key'});
    if (at === 0) {
      table.store.release(handle);
      return again(this, 'set', key, value);
    }
    if (table.engine.u32[(map + COUNT) >>> 2] === count) table.store.release(table.engine.u32[at >>> 2]!);
    table.engine.u32[at >>> 2] = handle;
    return this;
  },
`;
  }
  return `
  set(this: Host, key: ${key.type}, value: ${value.type}): Host {
    const { _table: table } = this;
    ${check(key)}
    if (${value.bad}) throw wrongValue(table, value);
    const at = table.engine.${call('insert')}(table.map || table.open(), ${key.passed ?? 'key'});
    if (at === 0) return again(this, 'set', key, value);${value.store}
    return this;
  },
`;
}

/** The loop over one copied-out segment stands here, too: its keyed loads must see one kind of array only. */
function visit(key, value) {
  const arrays = { number: 'readonly number[]', bigint: 'readonly bigint[]' };
  if (value === valueClasses.none || key.ordered) return '';
  return `
  _visit(this: Host, count: number, keys: ${arrays[key.type]}, values: ${arrays[value.type] ?? 'readonly unknown[]'}, callback: Visitor, thisArg: unknown): number {
    const { _table: table } = this;
    const { engine, map } = table;
    const at = (map + VERSION) >>> 2;
    const version = engine.u32[at];
    for (let i = 0; i < count; i++) {
      if (thisArg === undefined) callback(values[i], keys[i], this); // this way V8 can inline it
      else callback.call(thisArg, values[i], keys[i], this);
      // A new map may have the memory, and the version, of one that was disposed.
      if (engine.u32[at] !== version || table.map !== map) return i + 1;
    }
    return count;
  },
`;
}

function methods(key, value) {
  const call = (operation) => (key.ordered ? `${operation}${key.call}` : operation === 'find' || operation === 'insert'
    ? `${operation}${key.call}_${key.bytes}_${value.bytes}`
    : `${operation}${key.call || `_${key.bytes}`}`);
  const parts = value === valueClasses.none
    ? [set(key, value, call), has(key, call), remove(key, value, call)]
    : [reads(key, value, call), has(key, call), set(key, value, call), remove(key, value, call), visit(key, value)];
  return parts.join('');
}

/**
 * The methods for keys of any kind, which are in a native Map on both engines. Reads are counted without a branch, on what
 * was found or on anything else: with one, fewer look-ups overlap, and `get` takes 1.5 times as long (Node 24, 1 000 and 1 million entries).
 */
function anyMethods(value) {
  const out = value === valueClasses.blob ? 'table.copied(value)' : 'value';
  return value === valueClasses.none ? `${anyHas}${anyDelete}${anyWrite('add(this: AnyHost, key: unknown)', '', 'true')}` : `
  get(this: AnyHost, key: unknown): unknown {
    const { _table: table } = this;
    const value = table.index.get(key);
    table.reads++;
    table.misses += value === undefined ? 1 : 0;
    return ${out};
  },

  getOr(this: AnyHost, key: unknown, fallback: ${value.type}): unknown {
    const { _table: table } = this;
    const value = table.index.get(key);
    table.reads++;
    if (table.isThere(key, value)) return ${out};
    table.misses++;
    return fallback;
  },
${anyHas}${anyDelete}${anyWrite(`set(this: AnyHost, key: unknown, value: ${value.type})`, value.bad, value.plain ?? out)}`;
}

const anyHas = `
  has(this: AnyHost, key: unknown): boolean {
    const { _table: table } = this;
    const found = table.index.has(key);
    table.reads++;
    table.misses += found ? 0 : 1;
    return found;
  },
`;

const anyDelete = `
  delete(this: AnyHost, key: unknown): boolean {
    const { _table: table } = this;
    if (table.isHeeded && table.index.has(key)) table.announceRemoval(key);
    const found = table.index.delete(key);
    table.changes += found ? 1 : 0;
    return found;
  },
`;

function anyWrite(signature, bad, stored) {
  return `
  ${signature}: AnyHost {
    const { _table: table } = this;${bad ? `
    if (${bad}) throw wrongValue(table, value);` : ''}
    table.put(key, ${stored});
    table.changes++;
    return this;
  },
`;
}

const objects = (table, inside) => `{${Object.entries(table).map(([name, entry]) => `${name}: ${inside(entry, name)},\n`).join('')}}`;

/** Methods that cost far more than the call of an engine do not need a copy for each: name and source. */
const shared = {};

function methodsOf(keyName, key, valueName, value) {
  if (key.passed === undefined && value !== valueClasses.blob) return `{${methods(key, value)}}`;
  const name = `${keyName}_${valueName}`;
  shared[name] = methods(key, value);
  return name;
}

const methodsOfAnEngine = objects(keyKinds, (key, keyName) => objects(valueClasses, (value, valueName) => methodsOf(keyName, key, valueName, value)));

writeFileSync(output, `/** Generated by src/build/emit-hot-methods.mjs: see there why. */
import type { AnyHost } from './any/any-state.js';
import type { Host, Visitor } from './slow-path.js';
import { again, encoded, fitsF32, missed, unopened, wasThere, wrongKey, wrongValue } from './slow-path.js';
import type { ValueStore } from './linear/value-store.js';
import * as Header from '../engine/header.js';
import { isBytes } from '../typed-arrays.js';

const COUNT = Header.count;
const VERSION = Header.version;

${Object.entries(shared).map(([name, source]) => `const ${name} = {${source}};`).join('\n\n')}

/** By engine, key kind and class of value kinds. */
export const hotMethods: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, object>>>>>> = {
wasm: ${methodsOfAnEngine},
js: ${methodsOfAnEngine},
};

/** For keys of any kind, by class of value kinds. */
export const anyMethods: Readonly<Record<string, object>> = ${objects(valueClasses, (value) => `{${anyMethods(value)}}`)};
`);

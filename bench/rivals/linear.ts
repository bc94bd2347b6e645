/**
 * Tables compiled to WASM, u32 to u32: single operations are one call each; a bulk operation copies its columns into
 * linear memory, makes one call, and copies the results out, all of it timed.
 */
import type { NumberColumn } from '../input/columns.js';
import { numberLoops } from '../loops/number.js';
import type { Cell } from '../matrix/dimensions.js';
import type { Loops, Session, Table } from './rival.js';

interface LinearExports {
  readonly memory: WebAssembly.Memory;
  _initialize?(): void;
  allocate(bytes: number): number;
  release(address: number): void;
  create(capacity: number): number;
  destroy(table: number): void;
  size(table: number): number;
  set(table: number, key: number, value: number): void;
  has(table: number, key: number): number;
  remove(table: number, key: number): number;
  find(table: number, key: number): number;
  putAll(table: number, keys: number, values: number, count: number): void;
  addAll(table: number, keys: number, values: number, count: number): void;
  getAll(table: number, keys: number, values: number, found: number, count: number): number;
  hasAll(table: number, keys: number, found: number, count: number): number;
  entries(table: number, keys: number, values: number): void;
}

/** Why such a table does not take part in a cell. */
export function onlyU32(cell: Pick<Cell, 'keys'>): string | undefined {
  return cell.keys === 'u32' ? undefined : 'built for u32 keys and values only';
}

/** Instantiates a module with the exports above. */
export function openLinear(bytes: Uint8Array<ArrayBuffer>): Session<number, LinearTable> {
  const module = new WebAssembly.Module(bytes);
  const exports = new WebAssembly.Instance(module, stubImports(module)).exports as unknown as LinearExports;
  exports._initialize?.();
  const columns = new Scratch(exports);
  return {
    grows: true,
    loops: linearLoops(exports, columns),
    create: (capacity = 0) => new LinearTable(exports, columns, capacity),
    release: (table) => exports.destroy(table.handle),
  };
}

/** The C++ library imports file output for messages that are never printed. */
function stubImports(module: WebAssembly.Module): WebAssembly.Imports {
  const imports: Record<string, Record<string, () => number>> = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) (imports[from] ??= {})[name] = () => 0;
  return imports;
}

export class LinearTable implements Table<number> {
  readonly handle: number;
  readonly #exports: LinearExports;
  readonly #columns: Scratch;
  #words: Uint32Array;

  constructor(exports: LinearExports, columns: Scratch, capacity: number) {
    this.#exports = exports;
    this.#columns = columns;
    this.handle = exports.create(capacity);
    this.#words = new Uint32Array(exports.memory.buffer);
  }

  get size(): number {
    return this.#exports.size(this.handle);
  }

  get(key: number): number | undefined {
    const address = this.#exports.find(this.handle, key);
    if (address === 0) return undefined;
    // Growth of the memory detaches the view: its length is then 0.
    if (this.#words.length === 0) this.#words = new Uint32Array(this.#exports.memory.buffer);
    return this.#words[address >>> 2];
  }

  set(key: number, value: number): void {
    this.#exports.set(this.handle, key, value);
  }

  has(key: number): boolean {
    return this.#exports.has(this.handle, key) !== 0;
  }

  delete(key: number): boolean {
    return this.#exports.remove(this.handle, key) !== 0;
  }

  forEach(visit: (value: number, key: number) => void): void {
    const count = this.size;
    const [keysAt, valuesAt] = this.#columns.reserve(count);
    this.#exports.entries(this.handle, keysAt, valuesAt);
    const words = new Uint32Array(this.#exports.memory.buffer);
    for (let i = 0; i < count; i++) visit(words[(valuesAt >>> 2) + i], words[(keysAt >>> 2) + i]);
  }
}

/** Room for a batch's columns in linear memory, made once for the largest batch. */
class Scratch {
  readonly #exports: LinearExports;
  #address = 0;
  #capacity = 0;

  constructor(exports: LinearExports) {
    this.#exports = exports;
  }

  /** Addresses of keys, values and found flags for `count` entries. */
  reserve(count: number): readonly [number, number, number] {
    if (count > this.#capacity) {
      if (this.#address !== 0) this.#exports.release(this.#address);
      this.#address = this.#exports.allocate(count * 9 + 16) >>> 0;
      this.#capacity = count;
    }
    const keysAt = (this.#address + 7) & ~7;
    return [keysAt >>> 0, (keysAt + count * 4) >>> 0, (keysAt + count * 8) >>> 0];
  }
}

function linearLoops(exports: LinearExports, columns: Scratch): Loops<number, LinearTable> {
  const copyIn = (address: number, column: NumberColumn): void => {
    new Uint32Array(exports.memory.buffer, address, column.length).set(column);
  };
  const copyOut = (column: NumberColumn | Uint8Array, address: number, bytes: number): void => {
    new Uint8Array(column.buffer, column.byteOffset, bytes).set(new Uint8Array(exports.memory.buffer, address, bytes));
  };
  return {
    ...numberLoops,
    putAll(table, keys, values) {
      const [keysAt, valuesAt] = columns.reserve(keys.length);
      copyIn(keysAt, keys);
      copyIn(valuesAt, values);
      exports.putAll(table.handle, keysAt, valuesAt, keys.length);
    },
    addAll(table, keys, values, batch) {
      for (let from = 0; from < keys.length; from += batch) {
        const part = keys.subarray(from, from + batch);
        const [keysAt, valuesAt] = columns.reserve(batch);
        copyIn(keysAt, part);
        copyIn(valuesAt, values.subarray(from, from + batch));
        exports.addAll(table.handle, keysAt, valuesAt, part.length);
      }
    },
    getAll(table, keys, values, found) {
      const [keysAt, valuesAt, foundAt] = columns.reserve(keys.length);
      copyIn(keysAt, keys);
      exports.getAll(table.handle, keysAt, valuesAt, foundAt, keys.length);
      copyOut(values, valuesAt, keys.length * 4);
      copyOut(found, foundAt, keys.length);
    },
    hasAll(table, keys, found) {
      const [keysAt, , foundAt] = columns.reserve(keys.length);
      copyIn(keysAt, keys);
      exports.hasAll(table.handle, keysAt, foundAt, keys.length);
      copyOut(found, foundAt, keys.length);
      return found;
    },
  };
}

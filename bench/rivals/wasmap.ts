/** wasmap itself, on either engine, through its published entry. */
import type * as Package from '../../src/index.js';
import { isBigintKind, slice, type Column, type Key, type ValueOf, type Values } from '../input/columns.js';
import { naturalLoops } from '../loops/index.js';
import { addBigints, asChecksum } from '../loops/sink.js';
import { valueKindOf, type KeyKind } from '../matrix/dimensions.js';
import { AbsentError } from './absent.js';
import type { Loops, Rival, Session, Table, TextLoops } from './rival.js';

/** Text as one buffer, in the layout of an Arrow column. */
interface PackedColumn {
  readonly data: Uint8Array;
  readonly offsets: Uint32Array;
}

/** The calls of the public surface that the bench makes. */
export interface BenchedMap<K extends Key> extends Table<K> {
  getOr(key: K, fallback: ValueOf<K>): ValueOf<K>;
  putAll(source: { keys: Column<K> | PackedColumn; values: Values<K> }, options?: { onConflict: 'add' }): unknown;
  getAll(keys: Column<K> | PackedColumn, options: { into: { values: Values<K>; found: Uint8Array } }): { hits: number };
  hasAll(keys: Column<K>): Uint8Array;
  memoryUsage(): { bytes: number };
  dispose(): void;
}

interface MapOptions {
  readonly key: KeyKind;
  readonly value: KeyKind;
  readonly engine: 'wasm' | 'js';
  readonly capacity?: number;
}

/** The package itself, loaded when first called, so that other rivals' processes stay clean of it. @throws {AbsentError} when it is not built */
export async function loadPackage(): Promise<typeof Package> {
  try {
    return await import('../../src/index.js');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new AbsentError('not built: npm run build');
  }
}

/** Makes maps on one engine. */
export async function mapFactory<K extends Key>(): Promise<(options: MapOptions) => BenchedMap<K>> {
  const wasmap = await loadPackage();
  const WasmMap = wasmap.WasmMap as unknown as new (options: MapOptions) => BenchedMap<K>;
  return (options) => new WasmMap(options);
}

function wasmapOn(engine: 'wasm' | 'js'): Rival {
  return {
    name: engine === 'wasm' ? 'wasmap' : 'wasmap-js',
    title: engine === 'wasm' ? 'wasmap (WASM)' : 'wasmap (JS)',
    refuses: () => undefined,
    async open<K extends Key>(kind: KeyKind): Promise<Session<K>> {
      const create = await mapFactory<K>();
      const kinds = { key: kind, value: valueKindOf(kind), engine };
      const session: Session<K, BenchedMap<K>> = {
        grows: true,
        loops: wasmapLoops<K>(kind),
        text: wasmapText as TextLoops<BenchedMap<K> & Table<string>>,
        create: (capacity) => create(capacity === undefined ? kinds : { ...kinds, capacity }),
        release: (table) => table.dispose(),
        bytes: (table) => table.memoryUsage().bytes,
      };
      return session;
    },
  };
}

export const wasmap = wasmapOn('wasm');
export const wasmapJs = wasmapOn('js');

/** The natural loops, with the bulk calls where the package has them. */
function wasmapLoops<K extends Key>(kind: KeyKind): Loops<K, BenchedMap<K>> {
  const reading = isBigintKind(kind) ? bigintReading : numberReading;
  return {
    ...naturalLoops<K>(kind),
    ...(reading as unknown as Pick<Loops<K, BenchedMap<K>>, 'getOr' | 'dependentOr'>),
    putAll(table, keys, values) {
      table.putAll({ keys, values });
    },
    addAll(table, keys, values, batch) {
      for (let from = 0; from < keys.length; from += batch) {
        const to = from + batch;
        table.putAll({ keys: slice(keys, from, to), values: slice(values, from, to) }, { onConflict: 'add' });
      }
    },
    getAll(table, keys, values, found) {
      table.getAll(keys, { into: { values, found } });
    },
    hasAll: (table, keys) => table.hasAll(keys),
  };
}

const numberReading: Pick<Loops<number, BenchedMap<number>>, 'getOr' | 'dependentOr'> = {
  getOr(table, keys) {
    let sum = 0;
    for (let i = 0; i < keys.length; i++) sum += table.getOr(keys[i], 0);
    return sum;
  },
  dependentOr(table, start, steps) {
    let key = start;
    for (let i = 0; i < steps; i++) key = table.getOr(key, 0);
    return key;
  },
};

const bigintReading: Pick<Loops<bigint, BenchedMap<bigint>>, 'getOr' | 'dependentOr'> = {
  getOr(table, keys) {
    let sum = 0n;
    for (let i = 0; i < keys.length; i++) sum = addBigints(sum, table.getOr(keys[i], 0n));
    return asChecksum(sum);
  },
  dependentOr(table, start, steps) {
    let key = start;
    for (let i = 0; i < steps; i++) key = table.getOr(key, 0n);
    return key;
  },
};

const wasmapText: TextLoops<BenchedMap<string>> = {
  putAllFresh(table, keys, values, batch) {
    for (let from = 0; from < keys.length; from += batch) {
      const to = Math.min(from + batch, keys.length);
      table.putAll({ keys: keys.cutRows(from, to), values: slice<number>(values, from, to) });
    }
  },
  getAllFresh(table, keys, values, found, batch) {
    for (let from = 0; from < keys.length; from += batch) {
      const to = Math.min(from + batch, keys.length);
      table.getAll(keys.cutRows(from, to), { into: { values: slice<number>(values, from, to), found: found.subarray(from, to) } });
    }
  },
  putAllPacked(table, { data, offsets }, values) {
    table.putAll({ keys: { data, offsets }, values });
  },
  getAllPacked(table, { data, offsets }, values, found) {
    table.getAll({ data, offsets }, { into: { values, found } });
  },
};

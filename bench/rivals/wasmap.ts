/** wasmap itself, on either engine, through its published entry. */
import { isBigintKind, type Column, type Numeric } from '../input/columns.js';
import { naturalLoops } from '../loops/index.js';
import { addBigints, asChecksum } from '../loops/sink.js';
import type { KeyKind } from '../matrix/dimensions.js';
import { AbsentError } from './peers.js';
import type { Loops, Rival, Session, Table } from './rival.js';

/** The calls of the public surface that the bench makes. */
export interface BenchedMap<V extends Numeric> extends Table<V> {
  getOr(key: V, fallback: V): V;
  putAll(source: { keys: Column<V>; values: Column<V> }, options?: { onConflict: 'add' }): unknown;
  getAll(keys: Column<V>, options: { into: { values: Column<V>; found: Uint8Array } }): { hits: number };
  hasAll(keys: Column<V>): Uint8Array;
  memoryUsage(): { bytes: number };
  dispose(): void;
}

interface MapOptions {
  readonly key: KeyKind;
  readonly value: KeyKind;
  readonly engine: 'wasm' | 'js';
  readonly capacity?: number;
}

/** Makes maps on one engine; loads the package when first called, so that other rivals' processes stay clean of it. */
export async function mapFactory<V extends Numeric>(): Promise<(options: MapOptions) => BenchedMap<V>> {
  let wasmap: { readonly WasmMap: unknown };
  try {
    wasmap = await import('../../src/index.js');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new AbsentError('not built: npm run build');
  }
  const WasmMap = wasmap.WasmMap as new (options: MapOptions) => BenchedMap<V>;
  return (options) => new WasmMap(options);
}

function wasmapOn(engine: 'wasm' | 'js'): Rival {
  return {
    name: engine === 'wasm' ? 'wasmap' : 'wasmap-js',
    title: engine === 'wasm' ? 'wasmap (WASM)' : 'wasmap (JS)',
    refuses: () => undefined,
    async open<V extends Numeric>(kind: KeyKind): Promise<Session<V>> {
      const create = await mapFactory<V>();
      const session: Session<V, BenchedMap<V>> = {
        grows: true,
        loops: wasmapLoops<V>(kind),
        create: (capacity) =>
          create(capacity === undefined ? { key: kind, value: kind, engine } : { key: kind, value: kind, engine, capacity }),
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
function wasmapLoops<V extends Numeric>(kind: KeyKind): Loops<V, BenchedMap<V>> {
  const reading = isBigintKind(kind) ? bigintReading : numberReading;
  return {
    ...naturalLoops<V>(kind),
    ...(reading as unknown as Pick<Loops<V, BenchedMap<V>>, 'getOr' | 'dependentOr'>),
    putAll(table, keys, values) {
      table.putAll({ keys, values });
    },
    addAll(table, keys, values, batch) {
      for (let from = 0; from < keys.length; from += batch) {
        const to = from + batch;
        table.putAll(
          { keys: keys.subarray(from, to) as Column<V>, values: values.subarray(from, to) as Column<V> },
          { onConflict: 'add' },
        );
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

/** What is known of a map: what rules of advice go by. */
import { hasSimd } from '../../engine/simd.js';
import type { KeyKindInfo, ValueKindInfo } from '../../map/kinds.js';
import type { Table } from '../../map/table.js';
import type { TableCounters } from '../../map/table-stats.js';
import { type Fit, fitOf } from './fit.js';

export interface Facts extends TableCounters {
  readonly key: KeyKindInfo['name'];
  readonly value: ValueKindInfo['name'];
  readonly engine: 'wasm' | 'js';
  /** Whether the WASM engine would run here, as far as can be told without it. */
  readonly wasmRuns: boolean;
  /** Calls that wrote something. */
  readonly version: number;
  readonly bytes: number;
  readonly debug: boolean;
  /** Whether it was asked for something that a Map does not have: validators, a codec, a heap. */
  readonly isSpecial: boolean;
  /** What the sample of the keys fits; empty where another kind would not be better. */
  readonly keys: Fit;
  readonly values: Fit;
}

/** Entries that are looked at. */
const SAMPLED = 1000;

export function factsOf(table: Table): Facts {
  const { key, value, engine, rules, codec, heap, version } = table;
  return {
    ...table.counters(),
    key: key.name,
    value: value.name,
    engine: engine.engine,
    wasmRuns: canRunWasm(),
    version,
    bytes: table.memoryUsage().bytes,
    debug: rules.debug,
    isSpecial: rules.validate !== undefined || rules.valueCodec !== undefined || codec !== undefined || heap !== undefined,
    ...sampleOf(table),
  };
}

function canRunWasm(): boolean {
  try {
    return hasSimd();
  } catch {
    return false;
  }
}

/**
 * The first entries. Only what another kind may be better for is read: making strings and bytes of what lies in memory would take its time, and
 * reading keys of a codec would run somebody's code. A cursor counts no reads.
 */
function sampleOf(table: Table): { readonly keys: Fit; readonly values: Fit } {
  const [keys, values]: [unknown[], unknown[]] = [[], []];
  const takesKeys = ['any', 'f64', 'u64', 'i64'].includes(table.key.name) && !isBlob(table);
  const takesValues = table.value.name === 'any';
  if (takesKeys || takesValues) {
    const cursor = table.cursor();
    for (let left = SAMPLED; left > 0 && cursor.advance(); left--) {
      if (takesKeys) keys.push(cursor.key);
      if (takesValues) values.push(cursor.value);
    }
  }
  return { keys: fitOf(keys), values: fitOf(values) };
}

/** Whether reading an entry of it makes strings or bytes, of any size. Those of kind `any` are at hand. */
function isBlob({ key, value }: Table): boolean {
  return key.name !== 'any' && (value.name === 'string' || value.name === 'bytes');
}

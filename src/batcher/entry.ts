/** A single write that has to wait: checked, and made the batcher's own. */
import { textOf } from '../engine/read-key.js';
import { asStored, keyProblem, ownBytes, valueProblem } from '../map/kinds.js';
import type { Table } from '../map/table.js';
import { violation } from '../map/validate.js';
import { byteLength } from '../typed-arrays.js';

export interface PendingEntry<K, V> {
  /** What tells its key from others in a native Map. */
  readonly identity: unknown;
  readonly key: K;
  readonly value: V;
}

/** An entry as it is kept until it is committed. All code of the user's that it takes runs here. @throws Why it cannot be written. */
export function pendingEntry<K, V>(table: Table, ownersKey: K, ownersValue: V): PendingEntry<K, V> {
  const { label, rules: { validate } } = table;
  const problem = keyProblem(table.key, ownersKey, `${label}: key`) ?? valueProblem(table.value, ownersValue, `${label}: value`);
  if (problem !== undefined) throw problem;
  const key = ownBytes(table.key, ownersKey);
  const value = asStored(table.value, ownBytes(table.value, ownersValue)) as V;
  const refusal = validate && violation(validate, key, value, (part) => `${label}: ${part}`);
  if (refusal !== undefined) throw refusal;
  return { identity: identityOf(table, key), key, value };
}

/** Made at its first use, for not every context has one. */
let latin1: TextDecoder | undefined;

/** One character a byte: which ones does not matter here. */
function charactersOf(bytes: Uint8Array): string {
  return typeof TextDecoder === 'function' ? (latin1 ??= new TextDecoder('latin1')).decode(bytes) : textOf(bytes, 0, byteLength(bytes));
}

/** What tells `key`, which fits, from others: bytes by their content. */
export function identityOf(table: Table, key: unknown): unknown {
  const bytes = table.codec?.encode(key, `${table.label}: key`) ?? (table.key.name === 'bytes' ? key as Uint8Array : undefined);
  return bytes === undefined ? key : charactersOf(bytes);
}

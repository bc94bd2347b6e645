/** What a single write that has to wait is checked for, and kept as. */
import { assertReadable } from '../bulk/typed-arrays.js';
import type { KeyKindInfo, ValueKindInfo } from '../map/kinds.js';
import { keyProblem, valueProblem } from '../map/kinds.js';
import type { Table } from '../map/table.js';
import { violation } from '../map/validate.js';

/** One character a byte: which ones does not matter here. */
const latin1 = /* @__PURE__ */ new TextDecoder('latin1');

/** Why an entry cannot be written; undefined where it can. */
export function problemOf(table: Table, key: unknown, value: unknown): Error | undefined {
  const { label, rules: { validate } } = table;
  const problem = keyProblem(table.key, key, `${label}: key`) ?? valueProblem(table.value, value, `${label}: value`)
    ?? (validate && violation(validate, key, value, (part) => `${label}: ${part}`));
  if (problem !== undefined) return problem;
  try {
    table.codec?.encode(key, `${label}: key`);
    if (table.key.name === 'bytes') assertReadable([key], `${label}: key`);
    if (table.value.name === 'bytes') assertReadable([value], `${label}: value`);
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

/** What tells `key`, which fits, from others in a native Map: bytes by their content. */
export function identityOf(table: Table, key: unknown): unknown {
  const bytes = table.codec?.encode(key, `${table.label}: key`) ?? (table.key.name === 'bytes' ? key as Uint8Array : undefined);
  return bytes === undefined ? key : latin1.decode(bytes);
}

/** Bytes are the caller's to change, and copied; all else is itself. */
export function ownCopy<T>(value: T, kind: KeyKindInfo | ValueKindInfo): T {
  return kind.name === 'bytes' ? new Uint8Array(value as Uint8Array) as T : value;
}

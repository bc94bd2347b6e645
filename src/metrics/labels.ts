/** Labels that users give. */
import { isObject, outOfRange, unexpected } from '../arguments.js';
import { WasmapTypeError } from '../errors.js';
import type { LabelValues } from './registry.js';

/** Labels that wasmap's own metrics have. */
const OWN_LABELS = ['map', 'cache', 'tier', 'shard', 'result', 'kind', 'rule', 'cause', 'le'];

/** @throws WasmapTypeError for what is no label, or one of wasmap's own */
export function checkLabels(where: string, labels: unknown): LabelValues {
  if (!isObject(labels)) throw unexpected(where, 'an object', labels);
  for (const [name, value] of Object.entries(labels)) {
    if (!/^[a-zA-Z_]\w*$/.test(name) || name.startsWith('__')) throw new WasmapTypeError(`${where}: '${name}' is no name that a label may have`);
    if (OWN_LABELS.includes(name)) throw new WasmapTypeError(`${where}: '${name}' is set by wasmap itself`);
    checkLabel(`${where}.${name}`, value);
  }
  return labels as LabelValues;
}

/** @throws WasmapTypeError for what cannot be a label's value */
export function checkLabel(where: string, value: unknown): string | number {
  if (typeof value !== 'string' && typeof value !== 'number') throw unexpected(where, 'a string or number', value);
  // To Prometheus an empty label is none.
  if (value === '' || Number.isNaN(value)) throw outOfRange(where, 'a label that says something', value);
  return value;
}

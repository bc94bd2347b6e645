/** Copying a batch's columns, slice by slice, before it is written in slices: what the caller does with them then is the caller's affair. */
import { WasmapTypeError } from '../../errors.js';
import type { NumericInfo } from '../../map/kinds.js';
import type { NumericArray } from '../../typed-arrays.js';
import type { Batch } from '../columns.js';
import { PackedKeys } from '../packed.js';
import type { Slices } from './slices.js';

const CHUNK = 16_384;

type ColumnConstructor = new (length: number) => NumericArray;

/**
 * The batch with columns of its own, of values in the kind `valueKind` if that is given.
 * @throws WasmapTypeError, WasmapRangeError where they are no more what has been checked.
 */
export async function ownColumns(batch: Batch, slices: Slices, label: string, valueKind?: NumericInfo): Promise<Batch> {
  const copy = <List extends Batch['values']>(list: List, Column?: ColumnConstructor): Promise<List> => copyOf(list, slices, label, Column);
  const keys = batch.keys instanceof PackedKeys
    ? batch.keys.withColumns(await copy(batch.keys.data), await copy(batch.keys.offsets), `${label}: keys`)
    : await copy(batch.keys);
  return { ...batch, keys, values: await copy(batch.values, valueKind?.array as ColumnConstructor | undefined) };
}

async function copyOf<List extends Batch['values']>(list: List, slices: Slices, label: string, Column?: ColumnConstructor): Promise<List> {
  if (list === undefined || (Array.isArray(list) && Column === undefined)) return list;
  const source = list as unknown as NumericArray;
  const { length } = source;
  const copy = new (Column ?? source.constructor as ColumnConstructor)(length);
  for (let from = 0; from < length; from += CHUNK) {
    if (source.length !== length) throw new WasmapTypeError(`${label}: putAllAsync: a column was detached or became shorter meanwhile`);
    (copy as Uint32Array).set((Array.isArray(list) ? list.slice(from, from + CHUNK) : source.subarray(from, from + CHUNK)) as Uint32Array, from);
    if (slices.isOver(CHUNK)) await slices.pause();
  }
  return copy as unknown as List;
}

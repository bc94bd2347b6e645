/** What the emitted methods know of a map, and what they do off the fast path. */
import type { Engine } from '../engine/engine.js';
import { CapacityError, ClosedError, WasmapTypeError } from '../errors.js';
import type { KeyKindInfo, ValueKindInfo } from './kinds.js';
import { keyProblem, valueProblem } from './kinds.js';
import type { ValueStore } from './value-store.js';

/** A callback of `forEach`. */
export type Visitor = (value: unknown, key: unknown, map: unknown) => void;

/** The fields that hot methods read. */
export interface HotMap {
  readonly _engine: Engine;
  /** Address of the map's header; 0, the null map, before the first write and after `dispose`. */
  _map: number;
  /** Index of the value's kind: see `valueKinds`. */
  readonly _valueKind: number;
  readonly _store: ValueStore;
  readonly _key: KeyKindInfo;
  readonly _value: ValueKindInfo;
  /** Reads that missed before there was a header to count them in. */
  _earlyMisses: number;
  readonly _label: string;
  _open(): number;
}

/** The header's address of a map that is written to for the first time. */
export function open(map: HotMap): number {
  return map._open();
}

/** Counts a miss of the null map, whose header all maps share; the others' headers have counted it already. */
export function missed(map: HotMap): undefined {
  if (map._map !== 0) return undefined;
  if (map._earlyMisses < 0) throw disposed(map);
  map._earlyMisses++;
  return undefined;
}

/** The answer of a `delete` before the first write. */
export function unopened(map: HotMap): false {
  if (map._earlyMisses < 0) throw disposed(map);
  return false;
}

/** Whether `value` is a number that f32 can hold: any but a finite one that would round to infinity. */
export function fitsF32(value: unknown): value is number {
  return typeof value === 'number' && (Number.isFinite(Math.fround(value)) || !Number.isFinite(value));
}

export function disposed(map: HotMap): ClosedError {
  return new ClosedError(`${map._label} was disposed; make a new one`);
}

export function exhausted(map: HotMap): CapacityError {
  return new CapacityError(`${map._label}: linear memory or the heap's quota is exhausted; every map is intact`);
}

export function wrongKey(map: HotMap, key: unknown): Error {
  return keyProblem(map._key, key, `${map._label}: key`) ?? new WasmapTypeError(`${map._label}: key`);
}

export function wrongValue(map: HotMap, value: unknown): Error {
  return valueProblem(map._value, value, `${map._label}: value`) ?? new WasmapTypeError(`${map._label}: value`);
}

/** Shorthands for ratio figures: against Map, on the WASM engine, unless a figure says otherwise. */
import { patternsOf, type Cell, type KeyKind, type OperationName, type Pattern, type State } from '../matrix/dimensions.js';
import type { RatioFigure, Section } from './figure.js';

export function cellOf(
  operation: OperationName,
  size: number,
  state: State,
  keys: KeyKind = 'u32',
  pattern: Pattern = patternsOf(keys)[0],
): Cell {
  return { operation, size, state, keys, pattern };
}

export function ratio(section: Section, row: string, cell: Cell, bar: RatioFigure['bar'], more: Partial<RatioFigure> = {}): RatioFigure {
  return { type: 'ratio', section, row, cell, rival: 'wasmap', against: 'map', bar, ...more };
}

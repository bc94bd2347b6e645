import type { Cell, OperationName } from '../matrix/dimensions.js';

const GROWING: ReadonlySet<OperationName> = new Set(['set-growing', 'putAll', 'counting']);

/** Why a table of fixed capacity does not take part in the operations that begin small. */
export function needsGrowth(cell: Pick<Cell, 'operation'>): string | undefined {
  return GROWING.has(cell.operation) ? 'cannot grow: its capacity is fixed when it is made' : undefined;
}

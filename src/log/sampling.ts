/** Which events are logged. */
import type { WriteEvent } from './event.js';
import { shortHash } from './sha256.js';

/**
 * Which events are logged: a part of them, from 0 to 1; or what a function says of each, a part or whether it is to be logged.
 *
 * @category Log
 */
export type Sample = number | ((event: WriteEvent) => number | boolean);

/**
 * What is drawn for: by chance, or always the same for one batch, or one trace.
 *
 * @category Log
 */
export type SampledBy = 'chance' | 'batch_id' | 'trace_id';

export const SAMPLED_BY: readonly SampledBy[] = ['chance', 'batch_id', 'trace_id'];

/** A number below 1, in equal parts. By chance where there is no such id. */
function draw(by: SampledBy, { batchId, traceId }: Ids): number {
  const id = by === 'batch_id' ? batchId : by === 'trace_id' ? traceId : undefined;
  return id === undefined ? Math.random() : parseInt(shortHash(id).slice(0, 8), 16) / 2 ** 32;
}

export interface Ids {
  readonly batchId: string | undefined;
  readonly traceId: string | undefined;
}

/** Whether one of `rate` of all events is this one. */
export function isSampled(rate: number, by: SampledBy, ids: Ids): boolean {
  return rate >= 1 || (rate > 0 && draw(by, ids) < rate);
}

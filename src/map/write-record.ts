/** What a map keeps of its writes beyond their entries; made when there is something to keep. */
import { BatchHistory } from '../bulk/once/history.js';
import type { Intruder } from '../errors.js';
import type { Rules } from './rules.js';

export const noIntrusions: Readonly<Record<Intruder, number>> = { source: 0, codec: 0, validator: 0, interleaved: 0 };

export class WriteRecord {
  readonly history: BatchHistory;
  /** Where the last write came from, on maps that are debugged. */
  lastWrite: Error | undefined = undefined;
  /** Batches given up because the map was written to meanwhile, by who did. */
  readonly concurrentModifications: Record<Intruder, number> = { ...noIntrusions };

  constructor({ idempotency }: Rules) {
    this.history = new BatchHistory(idempotency);
  }
}

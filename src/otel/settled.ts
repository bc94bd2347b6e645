/** Hears of batches that are over: synchronous ones when their call ends, asynchronous ones when their promise is settled. */
import type { PutAllMessage } from '../diagnostics/batch-trace.js';
import { listenToBatches } from '../diagnostics/channels.js';
import { safely } from './safely.js';

/** Calls `listener` with each batch that is over, until what is returned is called. */
export function listenToSettled(listener: (message: PutAllMessage) => void): () => void {
  const settled = (message: unknown): void => { safely('the end of a batch', () => { listener(message as PutAllMessage); }, undefined); };
  return listenToBatches({
    end: (message) => { if ((message as PutAllMessage).call !== 'putAllAsync') settled(message); },
    asyncEnd: settled,
  });
}

/** A log of the batches of all maps, from what the channel `wasmap:putall` tells of them. */
import { now } from '../clock.js';
import type { PutAllMessage } from '../diagnostics/batch-trace.js';
import { listenToBatches } from '../diagnostics/channels.js';
import type { CallSite } from '../diagnostics/site.js';
import type { AnyFunction } from '../diagnostics/intercept.js';
import { resultOf } from './event.js';
import { newBatchId } from './process-key.js';
import type { WriteLog } from './write-log.js';

interface Begun {
  readonly traceId: string | undefined;
  readonly site: CallSite | undefined;
}

type Test = (message: PutAllMessage) => boolean;

/**
 * Logs each batch that began since, of a map that `isOneOf` knows, if `filter` agrees when it is over. Nothing that goes wrong reaches the channel,
 * where it would end the process.
 */
export function logBatches(log: WriteLog, isOneOf: Test, filter: Test): () => void {
  const begun = new WeakMap<PutAllMessage, Begun>();
  const onStart = (message: PutAllMessage): void => {
    if (log.isBusy || !isOneOf(message)) return;
    begun.set(message, { traceId: log.traceId(), site: log.site(methodOf(message)) });
  };
  const onEnd = (message: PutAllMessage): void => {
    const before = begun.get(message);
    if (before !== undefined && log.attempt(() => filter(message)) !== false) end(log, message, before);
  };
  return listenToBatches({
    start: (message) => { onStart(message as PutAllMessage); },
    end: (message) => { if ((message as PutAllMessage).call !== 'putAllAsync') onEnd(message as PutAllMessage); },
    asyncEnd: (message) => { onEnd(message as PutAllMessage); },
  });
}

/** What was called; a WriteBatcher's batch is committed by whoever comes by. */
function methodOf({ map, call }: PutAllMessage): AnyFunction | undefined {
  return (map as Partial<Record<string, AnyFunction>>)[call];
}

function end(log: WriteLog, message: PutAllMessage, { traceId, site }: Begun): void {
  const { call, name, sizeBefore, began, entries, idempotencyKey, revision, result } = message;
  const failure = 'error' in message ? { error: message.error } : undefined;
  const batchId = message.batchId ?? newBatchId();
  if (log.skips(resultOf({ result, failure }), { traceId, batchId })) return;
  log.write({
    op: call, map: name, durationMs: now() - began, written: 0,
    sizeBefore, traceId, site, batchId, idempotencyKey, revision, result, entries, failure,
  });
}

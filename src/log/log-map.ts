/** A log of all writes to one map: its methods tell of them. */
import type { PutAllResult } from '../bulk/result.js';
import { now } from '../clock.js';
import { batchOptions, optionOf } from '../diagnostics/batch-arguments.js';
import { BATCHER_WRITE } from '../diagnostics/batch-trace.js';
import { type InterceptedCall, type Interceptor, SINGLE_WRITES } from '../diagnostics/intercept.js';
import type { Table } from '../map/table.js';
import { type WriteFacts, resultOf } from './event.js';
import { newBatchId } from './process-key.js';
import type { WriteLog } from './write-log.js';

/** What was known when the call began. */
interface Begun {
  readonly call: InterceptedCall;
  readonly table: Table;
  readonly sizeBefore: number;
  readonly began: number;
  /** Of a batch, which may come to an end elsewhere. */
  readonly batch: Pick<WriteFacts, 'traceId' | 'batchId' | 'idempotencyKey' | 'revision' | 'site'> | undefined;
}

const isSingle = ({ method }: InterceptedCall): boolean => (SINGLE_WRITES as readonly unknown[]).includes(method);
const sizeOf = (table: Table): number => (table.closed ? 0 : table.size);

/** Logs each call, whatever comes of it, which reaches the caller as it would without. */
export function loggingInterceptor(log: WriteLog, name: string | undefined): Interceptor {
  return (call, proceed) => {
    if (log.isBusy) return proceed();
    const begun = begin(log, call);
    let result: unknown;
    try {
      result = proceed();
    } catch (error) {
      end(log, name, begun, undefined, { error });
      throw error;
    }
    if (!(result instanceof Promise)) {
      end(log, name, begun, result, undefined);
      return result;
    }
    return result.then((settled: unknown) => {
      end(log, name, begun, settled, undefined);
      return settled;
    }, (error: unknown) => {
      end(log, name, begun, undefined, { error });
      throw error;
    });
  };
}

function begin(log: WriteLog, call: InterceptedCall): Begun {
  const { _table: table } = call.host as { readonly _table: Table };
  const begun = { call, table, sizeBefore: sizeOf(table), began: now() };
  if (isSingle(call)) return { ...begun, batch: undefined };
  const options = batchOptions(call);
  const [batchId, idempotencyKey, revision] = [optionOf(options, 'batchId'), optionOf(options, 'idempotencyKey'), optionOf(options, 'revision')];
  return {
    ...begun,
    batch: {
      traceId: log.traceId(),
      site: log.site(call.method === BATCHER_WRITE ? undefined : call.entry),
      batchId: typeof batchId === 'string' ? batchId : newBatchId(),
      idempotencyKey: typeof idempotencyKey === 'string' ? idempotencyKey : undefined,
      revision: typeof revision === 'number' && Number.isFinite(revision) ? revision : undefined,
    },
  };
}

function end(log: WriteLog, name: string | undefined, begun: Begun, result: unknown, failure: WriteFacts['failure']): void {
  const { call, table, sizeBefore, began, batch } = begun;
  const durationMs = now() - began;
  const traceId = batch === undefined ? log.traceId() : batch.traceId;
  const report = isResult(result) ? result : undefined;
  if (log.skips(resultOf({ result: report, failure }), { traceId, batchId: batch?.batchId })) return;
  log.write({
    op: call.method === BATCHER_WRITE ? 'batcher' : call.method,
    map: name ?? table.name,
    key: batch === undefined && call.method !== 'clear' ? { key: call.args[0] } : undefined,
    sizeBefore, traceId, durationMs, failure,
    batchId: batch?.batchId,
    idempotencyKey: batch?.idempotencyKey,
    revision: batch?.revision,
    result: report,
    written: report === undefined ? writtenBy(call, result, sizeBefore, sizeOf(table)) : report.written,
    entries: report === undefined || report.deduplicated ? undefined : report.written + report.kept + report.failedCount,
    site: batch === undefined ? log.site(call.entry) : batch.site,
  });
}

const isResult = (result: unknown): result is PutAllResult => typeof (result as Partial<PutAllResult> | null | undefined)?.failedCount === 'number';

/** Entries that a call which does not say so has written or removed. */
function writtenBy({ method }: InterceptedCall, result: unknown, sizeBefore: number, sizeAfter: number): number {
  switch (method) {
    case 'set': case 'add': case 'increment': return 1;
    case 'deleteAll': return typeof result === 'number' ? result : 0;
    case 'delete': case 'clear': return Math.max(0, sizeBefore - sizeAfter);
    default: return Math.max(0, sizeAfter - sizeBefore);
  }
}

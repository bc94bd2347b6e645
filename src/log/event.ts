/** What is logged of a write. */
import { resultOf as batchResultOf } from '../diagnostics/batch-result.js';
import { type CallSite, showSite } from '../diagnostics/site.js';
import type { PutAllResult } from '../bulk/result.js';
import { shortHash } from './sha256.js';

/**
 * What came of a write: all of it, a part (of a batch that is not atomic), or nothing is there because it failed; or it was refused before it began;
 * or it had been applied before.
 *
 * @category Log
 */
export type WriteResult = 'ok' | 'partial' | 'failed' | 'rejected' | 'deduplicated';

/**
 * One write, as it is logged: texts and numbers only, so that it can be written as JSON whatever the map holds. Fields come in this order; what is
 * not known is left out.
 *
 * @category Log
 */
export interface WriteEvent {
  /** The method: `putAll`, `compareAndPutAll`, `putAllAsync`, `addAll`, `deleteAll`, or `batcher` for a WriteBatcher's batch; of single writes `set` and so on. */
  readonly map_op: string;
  /** The key of a single write, or the first of a batch that could not be written: masked, unless it is asked for. */
  readonly map_key?: string;
  /** Entries that the map had before. */
  readonly map_size_before: number;
  /** As `traceId` said when the write began. */
  readonly trace_id?: string;
  /** The same for events of one kind (operation, map, result, error, and place where that is logged): what log tools are to group by. */
  readonly fingerprint: string;
  /** The map's name. */
  readonly map?: string;
  /** The batch's `revision`. */
  readonly revision?: number;
  /** The batch's `batchId`, or one that was made up for it. */
  readonly batch_id?: string;
  /** A short hash of the batch's `idempotencyKey`. */
  readonly idempotency_key_hash?: string;
  /** What came of it. */
  readonly result: WriteResult;
  /** Entries that were written or removed. */
  readonly written: number;
  /** Milliseconds from the call to its end, to the microsecond. */
  readonly duration_ms: number;
  /** Entries of the batch. */
  readonly entries?: number;
  /** Entries of the batch that could not be written. */
  readonly failed_count?: number;
  /** The `code` of what was thrown, or else its name; never its message, which may show keys. */
  readonly error_code?: string;
  /** Where it was called from, if `site` is on. */
  readonly site?: string;
  /** The part of such events that is logged, where that is not all: this one stands for `1 / sample_rate` of them. */
  readonly sample_rate?: number;
}

/** What is known of a write when it is over. */
export interface WriteFacts {
  readonly op: string;
  readonly map: string | undefined;
  /** Of a single write. */
  readonly key?: { readonly key: unknown } | undefined;
  readonly sizeBefore: number;
  readonly traceId: string | undefined;
  readonly batchId: string | undefined;
  readonly idempotencyKey: string | undefined;
  readonly revision: number | undefined;
  /** Of a batch. */
  readonly result: PutAllResult | undefined;
  /** Of what gives no result. */
  readonly written: number;
  readonly entries: number | undefined;
  readonly failure: { readonly error: unknown } | undefined;
  readonly durationMs: number;
  readonly site: CallSite | undefined;
}

export interface EventStyle {
  mask(key: unknown): string;
  /** Undefined where it cannot be told. */
  hash(idempotencyKey: string): string | undefined;
}

/** What came of it, in one word. */
export function resultOf({ result, failure }: Pick<WriteFacts, 'result' | 'failure'>): WriteResult {
  if (failure !== undefined) return batchResultOf({ error: failure.error });
  return result === undefined ? 'ok' : batchResultOf({ result });
}

export function writeEvent(facts: WriteFacts, style: EventStyle, sampleRate: number | undefined): WriteEvent {
  const { op, map, idempotencyKey, failure, site, entries } = facts;
  const result = resultOf(facts);
  const errorCode = failure && codeOf(failure.error);
  const { failedCount, firstFailed } = errorCode === 'ERR_WASMAP_PUT_ALL' ? failuresOf(failure!.error) : failuresIn(facts.result);
  const key = facts.key ?? firstFailed;
  const event: { -readonly [Field in keyof WriteEvent]: WriteEvent[Field] | undefined } = {
    map_op: op,
    map_key: key && style.mask(key.key),
    map_size_before: facts.sizeBefore,
    trace_id: facts.traceId,
    fingerprint: fingerprintOf([op, map, result, errorCode, site && placeOf(site)]),
    map,
    revision: facts.revision,
    batch_id: facts.batchId,
    idempotency_key_hash: idempotencyKey === undefined ? undefined : style.hash(idempotencyKey),
    result,
    written: failure === undefined ? facts.result?.written ?? facts.written : 0,
    duration_ms: Math.round(facts.durationMs * 1e3) / 1e3,
    entries,
    failed_count: failedCount === 0 ? undefined : failedCount,
    error_code: errorCode,
    site: site && showSite(site),
    sample_rate: sampleRate,
  };
  const known: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(event)) if (value !== undefined) known[field] = value;
  return known as unknown as WriteEvent;
}

interface Failures {
  readonly failedCount: number | undefined;
  readonly firstFailed: { readonly key: unknown } | undefined;
}

const failuresIn = (result: PutAllResult | undefined): Failures => ({ failedCount: result?.failedCount, firstFailed: result?.failed[0] });

/** Of an error that says it is a PutAllError: a source may throw anything, and call it so. */
function failuresOf(error: unknown): Failures {
  try {
    const { failedCount, firstFailed } = failuresIn((error as { readonly result: PutAllResult }).result);
    return Number.isSafeInteger(failedCount) ? { failedCount, firstFailed: firstFailed && { key: firstFailed.key } } : failuresIn(undefined);
  } catch {
    return failuresIn(undefined);
  }
}

const LONGEST_CODE = 64;

/** Its code, or its name: never anything that a key may be part of. */
function codeOf(error: unknown): string {
  try {
    const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
    const text = typeof code === 'string' ? code : typeof name === 'string' ? name : typeof error;
    return text.slice(0, LONGEST_CODE);
  } catch {
    return typeof error; // null, undefined, or something with a trap in it
  }
}

/** Without the line, so that it stays the same from one version of a program to the next, and without the folder that a machine has it in. */
const placeOf = ({ function: name, file }: CallSite): string => `${name ?? ''} ${/[^/\\]*$/.exec(file)![0]}`;

const MOST_FINGERPRINTS = 1000;
const fingerprints = new Map<string, string>();

function fingerprintOf(parts: readonly (string | undefined)[]): string {
  const text = parts.join('\n');
  let fingerprint = fingerprints.get(text);
  if (fingerprint === undefined) {
    if (fingerprints.size >= MOST_FINGERPRINTS) fingerprints.clear();
    fingerprints.set(text, fingerprint = shortHash(text));
  }
  return fingerprint;
}

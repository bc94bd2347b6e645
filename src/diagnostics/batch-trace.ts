/** What is told of a batch on the channel `wasmap:putall`, while somebody listens. */
import type { PutAllResult } from '../bulk/result.js';
import { now } from '../clock.js';
import type { Engine } from '../engine/engine.js';
import { batchChannel, isHeard } from './channels.js';
import { type Around, Wrapped } from './wrapped.js';

export type { Around } from './wrapped.js';

/** The steps of a batch: its source read and checked, its entries about to be written, memory taken, all of it there, or all taken back. */
export type BatchStepName = 'marshalled' | 'before_insert' | 'grown' | 'committed' | 'rolled_back';

/** A step of a batch, and when it was done. */
export interface BatchStep {
  /** Which step. */
  readonly name: BatchStepName;
  /** Milliseconds, by the clock of `performance.now()`. */
  readonly time: number;
}

/** What a call on a map or set is told of by: the same object in all its events. */
export interface PutAllMessage {
  /** The map or set that is written to. */
  readonly map: object;
  /** What was called. */
  readonly call: BatchCall;
  /** The map's `name`. */
  readonly name: string | undefined;
  /** The map's engine. */
  readonly engine: 'wasm' | 'js';
  /** Entries that the map had before. */
  readonly sizeBefore: number;
  /** When the call came, by the clock of `performance.now()`. */
  readonly began: number;
  /** Entries of the batch; undefined until they have been read. Of one that failed while it was read, as far as they are known. */
  readonly entries: number | undefined;
  /** As the caller gave it. */
  readonly batchId: string | undefined;
  /** The option. */
  readonly idempotencyKey: string | undefined;
  /** The option. */
  readonly revision: number | undefined;
  /** What was done so far, in order; undefined unless it is to be noted. */
  readonly steps: readonly BatchStep[] | undefined;
  /** Has the steps noted: to be called at the event `start`, by whoever wants them, for small batches take a few percent longer then. */
  noteSteps(): void;
  /**
   * Has the batch run inside `around`, which calls the function that it is given once, at once, and returns what that returns: to be called at
   * the event `start`, by whoever wants something to hold while the batch's own source, codec and validators run.
   */
  wrap(around: Around): void;
  /** What came of it, in the event `end`, or `asyncEnd` of an asynchronous call. */
  readonly result?: PutAllResult;
  /** What the call threw, or was rejected with. */
  readonly error?: unknown;
}

/** What was called; `batcher` where it was a WriteBatcher that committed. */
export type BatchCall = 'putAll' | 'compareAndPutAll' | 'putAllAsync' | 'addAll' | 'batcher';

/** A map or set as far as what is told of its batches is concerned. */
export interface Told {
  readonly _table: Readonly<{ name: string | undefined; engine: Pick<Engine, 'engine'>; closed: boolean; size: number }>;
}

/**
 * The method, if a map has one, that a WriteBatcher's batches are handed to instead of being written: for those who observe this one map. The
 * symbol is the runtime's own, since at the edge the core and what observes maps are bundled apart.
 */
export const BATCHER_WRITE = Symbol.for('wasmap.batcher-write.1');

export class BatchTrace extends Wrapped implements PutAllMessage {
  readonly name: string | undefined;
  readonly engine: 'wasm' | 'js';
  readonly sizeBefore: number;
  readonly began = now();
  entries: number | undefined = undefined;
  batchId: string | undefined = undefined;
  idempotencyKey: string | undefined = undefined;
  revision: number | undefined = undefined;
  steps: BatchStep[] | undefined = undefined;
  declare result?: PutAllResult;
  declare error?: unknown;

  constructor(readonly map: Told, readonly call: BatchCall) {
    super();
    const { _table: table } = map;
    this.name = table.name;
    this.engine = table.engine.engine;
    this.sizeBefore = table.closed ? 0 : table.size;
  }

  identify(batchId: string | undefined, idempotencyKey: string | undefined, revision: number | undefined): void {
    this.batchId = batchId;
    this.idempotencyKey = idempotencyKey;
    this.revision = revision;
  }

  /** Its source has been read and checked. */
  read(entries: number): void {
    this.entries = entries;
    this.mark('marshalled');
  }

  noteSteps(): void {
    this.steps ??= [];
  }

  mark(name: BatchStepName): void {
    this.steps?.push({ name, time: now() });
  }
}

/** Does `run`, and tells of it where somebody listens: then it gets the trace to be filled in. */
export function tracedBatch<Result>(map: Told, call: BatchCall, run: (trace: BatchTrace | undefined) => Result): Result {
  const channel = batchChannel();
  if (channel === undefined) return run(undefined);
  const trace = new BatchTrace(map, call);
  if (isHeard(channel.start, channel.error)) return channel.traceSync(() => trace.inside(run), trace);
  // Who wants to know only what came of batches is told by the way that takes a third of the time.
  try {
    const result = run(trace);
    trace.result = result as PutAllResult;
    return result;
  } catch (error) {
    trace.error = error;
    throw error;
  } finally {
    channel.end.publish(trace);
  }
}

/** As `tracedBatch`, for a call that goes on after it has returned. */
export function tracedBatchAsync<Result>(map: Told, run: (trace: BatchTrace | undefined) => Promise<Result>): Promise<Result> {
  const channel = batchChannel();
  if (channel === undefined) return run(undefined);
  const trace = new BatchTrace(map, 'putAllAsync');
  return channel.tracePromise(() => trace.inside(run), trace);
}

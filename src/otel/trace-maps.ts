/** Spans of batches. */
import { type Attributes, type Context, type Span, type TracerProvider, context, isSpanContextValid, trace } from '@opentelemetry/api';
import { checkOptions, checkType, isObject, unexpected } from '../arguments.js';
import type { PutAllMessage } from '../diagnostics/batch-trace.js';
import { listenToBatches } from '../diagnostics/channels.js';
import { closeSpan, openSpan } from './batch-span.js';
import { safely } from './safely.js';
import { SCOPE, VERSION } from './scope.js';
import { listenToSettled } from './settled.js';
import { type WhichMaps, mapFilter } from './which-maps.js';

/** Options of `traceMaps`. */
export interface TraceMapsOptions {
  /** Gives the tracer; by default the one that is registered with the API, be that later than this is called. */
  readonly tracerProvider?: TracerProvider;
  /** Whose batches have spans; by default everybody's. */
  readonly maps?: WhichMaps;
  /** More attributes of each span, or what makes them of what is known of a batch when it begins. They give way to wasmap's own. */
  readonly attributes?: Attributes | ((batch: PutAllMessage) => Attributes);
  /** Whether batches that are called from within no span have none; false by default. */
  readonly requireParentSpan?: boolean;
}

const known = ['tracerProvider', 'maps', 'attributes', 'requireParentSpan'];

/**
 * Gives every batch a span `cache.PutAll`, until the function that is returned is called: `putAll`, `compareAndPutAll`, `putAllAsync`, `addAll`, and
 * what a WriteBatcher commits. Batches under way then keep theirs to their end. Each call gives spans of its own, so one is enough.
 *
 * The span is a child of what is active where the call comes from, and itself active while the batch's own source, codec and validators run:
 * a query that a generator makes while it is read has a span below it, if a context manager is registered, as SDKs for Node do. Its events are the
 * steps of the batch, each with the time when it was done: `marshalled` (read and checked), `before_insert`, `grown`, and `committed` or
 * `rolled_back`; so what lies between the beginning and `marshalled` is marshalling, and between `before_insert` and `committed` hashing and
 * inserting. A batch that throws has an exception, whose message may show a key or a value.
 *
 * | attribute | |
 * |---|---|
 * | `wasmap.map` | the name of the map |
 * | `wasmap.engine` | `wasm` or `js` |
 * | `wasmap.call` | `putAll`, `compareAndPutAll`, `putAllAsync`, `addAll` or `batcher` |
 * | `wasmap.batch.size` | entries of the batch, as far as they were read |
 * | `wasmap.batch.id`, `wasmap.revision` | as given to `putAll` |
 * | `wasmap.result` | `ok`, `partial`, `failed` (nothing is there), `rejected` (never begun), or `deduplicated` (applied before) |
 * | `wasmap.written`, `wasmap.failed`, `wasmap.collisions`, `wasmap.grown` | as of `PutAllResult` |
 * | `error.type` | the error's code, or name |
 *
 * A span takes some ten microseconds, one that is not sampled, whose steps are not noted either, some two. Runtimes without
 * `node:diagnostics_channel`, which is to say browsers, have no spans.
 *
 * @throws WasmapTypeError where an option is not what it is to be
 *
 * @example
 * ```ts
 * import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
 * import { WasmMap } from 'wasmap';
 * import { traceMaps } from 'wasmap/otel';
 * const exporter = new InMemorySpanExporter();
 * const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
 * const stop = traceMaps({ tracerProvider });
 * new WasmMap({ key: 'u32', value: 'u32', name: 'stock' }).putAll([[1, 10], [2, 20]]);
 * const [span] = exporter.getFinishedSpans();
 * console.log(span?.name, span?.attributes['wasmap.map'], span?.attributes['wasmap.written']); // cache.PutAll stock 2
 * console.log(span?.events.map((event) => event.name).join(' ')); // marshalled before_insert grown committed
 * stop();
 * ```
 *
 * @category OpenTelemetry
 */
export function traceMaps(options: TraceMapsOptions = {}): () => void {
  const where = 'traceMaps';
  const { tracerProvider = trace, maps, attributes = {}, requireParentSpan } = checkOptions<TraceMapsOptions>(where, options, known);
  if (typeof (tracerProvider as Partial<TracerProvider> | null)?.getTracer !== 'function') throw unexpected(`${where}: tracerProvider`, 'a TracerProvider', tracerProvider);
  if (!isObject(attributes)) throw unexpected(`${where}: attributes`, 'an object, or a function', attributes);
  const needsParent = checkType<boolean>(`${where}: requireParentSpan`, requireParentSpan, 'boolean') ?? false;
  const attributesOf = typeof attributes === 'function' ? attributes : () => attributes;
  const isTraced = mapFilter(where, maps);
  const tracer = tracerProvider.getTracer(SCOPE, VERSION);
  return traceWith((message) => {
    const parent = context.active();
    if (!isTraced(message.map) || (needsParent && trace.getSpan(parent) === undefined)) return undefined;
    const span = openSpan(tracer, message, safely('attributes', () => attributesOf(message), {}), parent);
    // There is no SDK, or what runs here is not to be traced.
    if (!isSpanContextValid(span.spanContext())) return undefined;
    const inside = trace.setSpan(parent, span);
    message.wrap((run) => runInside(inside, run));
    return span;
  });
}

/** Opens spans by `open`, and closes those that record, until what is returned is called, and they are all closed. */
function traceWith(open: (message: PutAllMessage) => Span | undefined): () => void {
  const spans = new WeakMap<PutAllMessage, Span>();
  let openSpans = 0;
  let isStopped = false;
  const stopOpening = listenToBatches({
    start: (message) => {
      const batch = message as PutAllMessage;
      safely('the start of a batch', () => {
        const span = open(batch);
        if (span?.isRecording() !== true) return;
        batch.noteSteps();
        spans.set(batch, span);
        openSpans++;
      }, undefined);
    },
  });
  const stopClosing = listenToSettled((batch) => {
    const span = spans.get(batch);
    if (span === undefined) return;
    spans.delete(batch);
    // Not at once: in some runtimes a channel passes over the next listener where one that it is just calling leaves.
    if (--openSpans === 0 && isStopped) queueMicrotask(stopClosing);
    closeSpan(span, batch);
  });
  return () => {
    if (isStopped) return;
    isStopped = true;
    stopOpening();
    if (openSpans === 0) stopClosing();
  };
}

/** Runs a batch with `inside` active; without, where the context manager fails to. */
function runInside<Result>(inside: Context, run: () => Result): Result {
  let outcome: (() => Result) | undefined;
  safely('the context manager', () => { context.with(inside, () => { outcome = outcomeOf(run); }); }, undefined);
  return (outcome ?? run)();
}

/** What returns what `run` returned, or throws what it threw. */
function outcomeOf<Result>(run: () => Result): () => Result {
  try {
    const result = run();
    return () => result;
  } catch (error) {
    return () => { throw error; };
  }
}

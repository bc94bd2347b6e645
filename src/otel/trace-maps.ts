/** Spans of batches. */
import { checkOptions } from '../arguments.js';
import type { PutAllMessage } from '../diagnostics/batch-trace.js';
import { listenToBatches } from '../diagnostics/channels.js';
import { closeSpan, openSpan } from './batch-span.js';
import { type SpanOptions, checkSpanOptions, traceWith } from './open-spans.js';
import { safely } from './safely.js';
import { listenToSettled } from './settled.js';
import { type WhichMaps, mapFilter } from './which-maps.js';

/** Options of `traceMaps`. */
export interface TraceMapsOptions extends SpanOptions<PutAllMessage> {
  /** Whose batches have spans; by default everybody's. */
  readonly maps?: WhichMaps;
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
  const { maps, ...common } = checkOptions<TraceMapsOptions>(where, options, known);
  const rules = checkSpanOptions(where, common);
  const isTraced = mapFilter(where, maps);
  return traceWith(rules, {
    onStart: (listener) => listenToBatches({
      start: (message) => { safely('the start of a batch', () => { listener(message as PutAllMessage); }, undefined); },
    }),
    onEnd: listenToSettled,
    isTraced: ({ map }) => isTraced(map),
    open: openSpan,
    opened: (message) => { message.noteSteps(); },
    close: closeSpan,
  });
}

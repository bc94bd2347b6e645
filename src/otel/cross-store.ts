/** Finds batches that used another store while they ran: they are neither atomic together nor as fast as they look. */
import { type Attributes, type Context, type Counter, type MeterProvider, type SpanContext, trace } from '@opentelemetry/api';
import { checkCount, checkFunction, checkOptions } from '../arguments.js';
import { CrossStoreError, type CrossStoreViolation } from './cross-store-error.js';
import { Instruments } from './instruments.js';
import { safely } from './safely.js';
import { SCOPE } from './scope.js';
import { type SdkOpenSpan, type SdkSpan, isBatchSpan, scopeOf, spanKey } from './sdk-span.js';
import { WatchedBatch } from './watched-batch.js';

/** Options of a CrossStoreSpanProcessor. */
export interface CrossStoreOptions {
  /**
   * Whether a span is another store's: by default, if it has an attribute whose name begins with `db.`, which is what `hasDbAttribute` says. Asked when
   * a span below a batch starts and, unless it was true then, once more with all its attributes when it ends.
   */
  readonly isForeign?: (span: SdkSpan, hasDbAttribute: boolean) => boolean;
  /** Gives the meter of `cache.putall.cross_store`; by default the one that is registered with the API, be that later. */
  readonly meterProvider?: MeterProvider;
  /** So many violations are kept; 100 by default. */
  readonly maxViolations?: number;
  /** So many open batches are watched, and so many open spans below them, the newest ones; 10 000 by default. */
  readonly maxOpenSpans?: number;
}

/** An open span below a batch. */
interface Watched {
  /** The batches that it was started below, those of them that were open then, innermost first. */
  readonly batches: readonly WatchedBatch[];
  isReported: boolean;
}

const known = ['isForeign', 'meterProvider', 'maxViolations', 'maxOpenSpans'];

/**
 * A span processor that finds batches which used another store: below whose span, at whatever depth, a span with an attribute `db.*` was started
 * while they were open. Such a batch is not atomic together with the other store, and waits for it. To be given to the SDK beside `traceMaps`, whose
 * spans are the batches, before the processors that export.
 *
 * The batch's span gets the attribute `wasmap.cross_store: true`, with how many spans there were in `wasmap.cross_store.spans`, and an event
 * `cross_store` for each of the first 16; the metric `cache.putall.cross_store` counts batches. A span that is found only after its batch has ended
 * is counted, and the batch's span is as it was exported. wasmap's own spans, nested batches for example, are no other store's.
 *
 * @throws WasmapTypeError, WasmapRangeError for options that make no sense
 *
 * @example
 * ```ts
 * import { context, trace } from '@opentelemetry/api';
 * import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
 * import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
 * import { WasmMap } from 'wasmap';
 * import { CrossStoreError, CrossStoreSpanProcessor, traceMaps } from 'wasmap/otel';
 * const crossStore = new CrossStoreSpanProcessor();
 * trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [crossStore] }));
 * context.setGlobalContextManager(new AsyncLocalStorageContextManager());
 * traceMaps();
 * function* rows(): Iterable<[number, number]> {
 *   trace.getTracer('pg').startSpan('SELECT stock', { attributes: { 'db.system.name': 'postgresql' } }).end();
 *   yield [1, 10];
 * }
 * new WasmMap({ key: 'u32', value: 'u32', name: 'stock' }).putAll(rows());
 * console.log(crossStore.count, crossStore.violations[0]?.name); // 1 SELECT stock
 * try {
 *   crossStore.assertClean(); // after the tests of a pipeline
 * } catch (error) {
 *   console.log(error instanceof CrossStoreError && error.violations[0]?.system); // postgresql
 * }
 * ```
 *
 * @category OpenTelemetry
 */
export class CrossStoreSpanProcessor {
  readonly #isForeign: (span: SdkSpan) => boolean;
  readonly #counter: Instruments<Counter>;
  readonly #maxViolations: number;
  readonly #maxOpenSpans: number;
  /** Open batches, each with those around it, and open spans below them; apart, so that spans which never end push out no batch. Oldest first. */
  readonly #batches = new Map<string, readonly WatchedBatch[]>();
  readonly #below = new Map<string, Watched>();
  #counted = new WeakSet<WatchedBatch>();
  #count = 0;
  #violations: CrossStoreViolation[] = [];

  /** See the options. */
  constructor(options: CrossStoreOptions = {}) {
    const where = 'CrossStoreSpanProcessor';
    const { isForeign = whatHasDbAttribute, meterProvider, maxViolations = 100, maxOpenSpans = 10_000 } = checkOptions<CrossStoreOptions>(where, options, known);
    checkFunction(`${where}: isForeign`, isForeign);
    this.#isForeign = (span) => {
      const hasDb = hasDbAttribute(span.attributes);
      return safely('isForeign', () => isForeign(span, hasDb), hasDb);
    };
    this.#counter = new Instruments(where, meterProvider, (meter) =>
      meter.createCounter('cache.putall.cross_store', { unit: '{batch}', description: 'Batches that used another store while they ran.' }));
    this.#maxViolations = checkCount(`${where}: maxViolations`, maxViolations, Infinity);
    this.#maxOpenSpans = checkCount(`${where}: maxOpenSpans`, maxOpenSpans, Infinity);
  }

  /** Batches that used another store. */
  get count(): number {
    return this.#count;
  }

  /** The first violations, oldest first: one for each batch and each span of another store below it. */
  get violations(): readonly CrossStoreViolation[] {
    return [...this.#violations];
  }

  /** Does nothing where no batch used another store. @throws CrossStoreError where one did */
  assertClean(): void {
    if (this.#count > 0) throw new CrossStoreError(this.#count, this.violations);
  }

  /** Forgets what was found. Batches that are open go on being watched. */
  reset(): void {
    this.#count = 0;
    this.#violations = [];
    this.#counted = new WeakSet();
  }

  /** For the SDK. O(1). */
  onStart(span: SdkOpenSpan, parentContext: Context): void {
    safely('a span that starts', () => { this.#start(span, trace.getSpanContext(parentContext)); }, undefined);
  }

  /** For the SDK. O(1). */
  onEnd(span: SdkSpan): void {
    if (this.#batches.size + this.#below.size > 0) safely('a span that ends', () => { this.#end(span); }, undefined);
  }

  /** For the SDK: there is nothing to wait for. */
  forceFlush(): Promise<void> {
    return Promise.resolve();
  }

  /** For the SDK. What was found stays. */
  shutdown(): Promise<void> {
    this.#batches.clear();
    this.#below.clear();
    return Promise.resolve();
  }

  #start(span: SdkOpenSpan, parent: SpanContext | undefined): void {
    const batches = parent === undefined ? [] : this.#openBatches(spanKey(parent));
    if (isBatchSpan(span)) return this.#watch(this.#batches, span, [new WatchedBatch(span), ...batches]);
    if (batches.length === 0) return;
    const watched = { batches, isReported: false };
    this.#watch(this.#below, span, watched);
    this.#look(span, watched);
  }

  /** The batches that what is below the span `key` is below. */
  #openBatches(key: string): readonly WatchedBatch[] {
    const batches = this.#below.get(key)?.batches ?? this.#batches.get(key) ?? [];
    return batches.filter((batch) => batch.isOpen);
  }

  #end(span: SdkSpan): void {
    const key = spanKey(span.spanContext());
    const watched = this.#below.get(key);
    this.#below.delete(key);
    this.#batches.delete(key);
    // Attributes may have come since it started.
    if (watched !== undefined) this.#look(span, watched);
  }

  #watch<What>(open: Map<string, What>, span: SdkSpan, watched: What): void {
    open.set(spanKey(span.spanContext()), watched);
    // Spans that never end must not stay for good.
    if (open.size > this.#maxOpenSpans) open.delete(open.keys().next().value!);
  }

  #look(span: SdkSpan, watched: Watched): void {
    if (watched.isReported || scopeOf(span) === SCOPE || !this.#isForeign(span)) return;
    watched.isReported = true;
    for (const batch of watched.batches) this.#report(batch, span);
  }

  #report(batch: WatchedBatch, span: SdkSpan): void {
    const violation = batch.report(span);
    if (this.#violations.length < this.#maxViolations) this.#violations.push(violation);
    if (this.#counted.has(batch)) return;
    this.#counted.add(batch);
    this.#count++;
    this.#counter.get().add(1, batch.attributes);
  }
}

function hasDbAttribute(attributes: Attributes): boolean {
  for (const name in attributes) if (name.startsWith('db.')) return true;
  return false;
}

function whatHasDbAttribute(_span: SdkSpan, hasDb: boolean): boolean {
  return hasDb;
}

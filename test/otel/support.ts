/** OpenTelemetry's own SDK, exporting to memory. */
import { type HrTime, type Span, SpanStatusCode, context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  BasicTracerProvider, InMemorySpanExporter, type ReadableSpan, type Sampler, SimpleSpanProcessor, type SpanProcessor,
} from '@opentelemetry/sdk-trace-base';

export interface Recorder {
  readonly tracerProvider: BasicTracerProvider;
  /** Spans that have ended, oldest first; all of them, or those of a name. */
  spans(name?: string): ReadableSpan[];
}

export function recorder({ processors = [], sampler }: { processors?: SpanProcessor[]; sampler?: Sampler } = {}): Recorder {
  const exporter = new InMemorySpanExporter();
  const spanProcessors = [...processors, new SimpleSpanProcessor(exporter)];
  const tracerProvider = new BasicTracerProvider({ spanProcessors, ...(sampler && { sampler }) });
  return { tracerProvider, spans: (name) => exporter.getFinishedSpans().filter((span) => name === undefined || span.name === name) };
}

/** As SDKs for Node register it. */
export function registerContextManager(): void {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
}

export const BATCH = 'cache.PutAll';
export const ERROR = SpanStatusCode.ERROR;

export const nanoseconds = ([seconds, rest]: HrTime): bigint => BigInt(seconds) * 1_000_000_000n + BigInt(rest);

export const parentOf = (span: ReadableSpan): string | undefined => span.parentSpanContext?.spanId;

export const idOf = (span: ReadableSpan | Span): string => span.spanContext().spanId;

/** Runs `run` with a span active, and ends it; what it returns may be a promise. */
export function inSpan<Result>({ tracerProvider }: Recorder, name: string, run: (span: Span) => Result): Result {
  const span = tracerProvider.getTracer('app').startSpan(name);
  const end = (): void => { span.end(); };
  const result = context.with(trace.setSpan(context.active(), span), () => run(span));
  if (result instanceof Promise) void result.then(end, end);
  else end();
  return result;
}

export const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

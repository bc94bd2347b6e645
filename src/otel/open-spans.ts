/** Spans from the event in which something begins to that in which it is over. */
import { type Attributes, type Context, type Span, type Tracer, type TracerProvider, context, isSpanContextValid, trace } from '@opentelemetry/api';
import { checkType, isObject, unexpected } from '../arguments.js';
import type { Around } from '../diagnostics/wrapped.js';
import { safely } from './safely.js';
import { SCOPE, VERSION } from './scope.js';

/** What of the options is the same whatever is traced. */
export interface SpanOptions<Message> {
  /** Gives the tracer; by default the one that is registered with the API, be that later than this is called. */
  readonly tracerProvider?: TracerProvider;
  /** More attributes of each span, or what makes them of what is known when it begins. They give way to wasmap's own. */
  readonly attributes?: Attributes | ((message: Message) => Attributes);
  /** Whether what is called from within no span has none; false by default. */
  readonly requireParentSpan?: boolean;
}

/** Checked options. */
export interface SpanRules<Message> {
  readonly tracer: Tracer;
  readonly attributesOf: (message: Message) => Attributes;
  readonly needsParent: boolean;
}

/** @throws WasmapTypeError where an option is not what it is to be */
export function checkSpanOptions<Message>(where: string, { tracerProvider = trace, attributes = {}, requireParentSpan }: SpanOptions<Message>): SpanRules<Message> {
  if (typeof (tracerProvider as Partial<TracerProvider> | null)?.getTracer !== 'function') throw unexpected(`${where}: tracerProvider`, 'a TracerProvider', tracerProvider);
  if (!isObject(attributes)) throw unexpected(`${where}: attributes`, 'an object, or a function', attributes);
  return {
    tracer: tracerProvider.getTracer(SCOPE, VERSION),
    attributesOf: typeof attributes === 'function' ? attributes : () => attributes,
    needsParent: checkType<boolean>(`${where}: requireParentSpan`, requireParentSpan, 'boolean') ?? false,
  };
}

/** How one kind of thing becomes spans. */
export interface Traced<Message> {
  /** What is called for each that begins, or is over, until what these return is called. */
  readonly onStart: (listener: (message: Message) => void) => () => void;
  readonly onEnd: (listener: (message: Message) => void) => () => void;
  readonly isTraced: (message: Message) => boolean;
  readonly open: (tracer: Tracer, message: Message, attributes: Attributes, parent: Context) => Span;
  /** Called for those that record. */
  readonly opened?: (message: Message) => void;
  readonly close: (span: Span, message: Message) => void;
}

/** Has spans opened and closed until what is returned is called, and all of them are closed. */
export function traceWith<Message extends { wrap(around: Around): void }>(rules: SpanRules<Message>, traced: Traced<Message>): () => void {
  const spans = new WeakMap<Message, Span>();
  let openSpans = 0;
  let isStopped = false;
  const stopOpening = traced.onStart((message) => {
    const span = begin(rules, traced, message);
    if (span?.isRecording() !== true) return;
    traced.opened?.(message);
    spans.set(message, span);
    openSpans++;
  });
  const stopClosing = traced.onEnd((message) => {
    const span = spans.get(message);
    if (span === undefined) return;
    spans.delete(message);
    // Not at once: in some runtimes a channel passes over the next listener where one that it is just calling leaves.
    if (--openSpans === 0 && isStopped) queueMicrotask(stopClosing);
    traced.close(span, message);
  });
  return () => {
    if (isStopped) return;
    isStopped = true;
    stopOpening();
    if (openSpans === 0) stopClosing();
  };
}

/** The span of what begins, active while the user's own code runs. */
function begin<Message extends { wrap(around: Around): void }>(
  { tracer, attributesOf, needsParent }: SpanRules<Message>, { isTraced, open }: Traced<Message>, message: Message,
): Span | undefined {
  const parent = context.active();
  if (!isTraced(message) || (needsParent && trace.getSpan(parent) === undefined)) return undefined;
  const span = open(tracer, message, safely('attributes', () => attributesOf(message), {}), parent);
  // There is no SDK, or what runs here is not to be traced.
  if (!isSpanContextValid(span.spanContext())) return undefined;
  const inside = trace.setSpan(parent, span);
  message.wrap((run) => runInside(inside, run));
  return span;
}

/** Runs the user's code with `inside` active; without, where the context manager fails to. */
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

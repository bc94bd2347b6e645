/** The span of a batch: what it is told at the beginning, and at the end. */
import type { Attributes, Context, Span, Tracer } from '@opentelemetry/api';
import { now } from '../clock.js';
import { resultOf } from '../diagnostics/batch-result.js';
import type { PutAllMessage } from '../diagnostics/batch-trace.js';
import { fail } from './failure.js';
import { Attribute, BATCH_SPAN } from './scope.js';

/*
 * Times go to the API as they come, by the clock of `performance.now()`, which it takes beside times of day. So the SDK itself puts all of a span's
 * times on its own time of day: those of a span and of its steps keep their fractions of microseconds, and fit the spans above and below it, even
 * where the time of day was set meanwhile. Where there is no such clock they are times of day already.
 */

/** The batch's span, begun when the call came. Samplers see what is known by then. */
export function openSpan(tracer: Tracer, message: PutAllMessage, attributes: Attributes, parent: Context): Span {
  const { name, engine, call, began } = message;
  return tracer.startSpan(BATCH_SPAN, {
    startTime: began,
    attributes: { ...attributes, ...(name !== undefined && { [Attribute.map]: name }), [Attribute.engine]: engine, [Attribute.call]: call },
  }, parent);
}

/** Tells the span what came of the batch, and ends it. */
export function closeSpan(span: Span, message: PutAllMessage): void {
  const time = now();
  try {
    span.setAttributes(outcomeOf(message));
    for (const step of message.steps ?? []) span.addEvent(step.name, step.time);
    if (message.result === undefined) fail(span, message.error, time);
  } finally {
    span.end(time);
  }
}

function outcomeOf(message: PutAllMessage): Attributes {
  const { entries, batchId, revision, result } = message;
  return {
    [Attribute.result]: resultOf(message),
    ...(entries !== undefined && { [Attribute.batchSize]: entries }),
    ...(batchId !== undefined && { [Attribute.batchId]: batchId }),
    ...(revision !== undefined && { [Attribute.revision]: revision }),
    // Where there is no result, nothing was written.
    [Attribute.written]: result?.written ?? 0,
    [Attribute.collisions]: result?.collisions ?? 0,
    ...(result !== undefined && { [Attribute.failed]: result.failedCount, [Attribute.grown]: result.grown }),
  };
}

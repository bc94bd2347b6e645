/** A batch's span that is open, or was until a moment ago, and what was found below it. */
import type { Attributes } from '@opentelemetry/api';
import type { CrossStoreViolation } from './cross-store-error.js';
import { Attribute } from './scope.js';
import { type SdkOpenSpan, type SdkSpan, scopeOf } from './sdk-span.js';

/** Events that a batch's span gets at most: SDKs drop the oldest ones, which should not be all others. */
const MOST_EVENTS = 16;

export class WatchedBatch {
  #foreignSpans = 0;

  constructor(readonly span: SdkOpenSpan) {}

  get isOpen(): boolean {
    return this.span.isRecording();
  }

  /** What a batch is counted by. */
  get attributes(): Attributes {
    const { [Attribute.map]: map, [Attribute.engine]: engine } = this.span.attributes;
    return { ...(map !== undefined && { [Attribute.map]: map }), ...(engine !== undefined && { [Attribute.engine]: engine }) };
  }

  /** A span of another store was found below it. */
  report(foreign: SdkSpan): CrossStoreViolation {
    const violation = violationOf(this.span, foreign);
    this.#foreignSpans++;
    // One that has ended is on its way to an exporter.
    if (this.isOpen) this.#mark(violation, foreign);
    return violation;
  }

  #mark({ name, scope, system }: CrossStoreViolation, { startTime }: SdkSpan): void {
    const { span } = this;
    span.setAttribute(Attribute.crossStore, true);
    span.setAttribute(Attribute.crossStoreSpans, this.#foreignSpans);
    if (this.#foreignSpans > MOST_EVENTS) return;
    span.addEvent('cross_store', {
      'wasmap.cross_store.span': name,
      ...(scope !== undefined && { 'wasmap.cross_store.scope': scope }),
      ...(system !== undefined && { 'wasmap.cross_store.system': system }),
    }, startTime);
  }
}

function violationOf(batch: SdkSpan, span: SdkSpan): CrossStoreViolation {
  const { traceId, spanId } = span.spanContext();
  const { [Attribute.map]: map } = batch.attributes;
  const system = span.attributes['db.system.name'] ?? span.attributes['db.system'];
  return {
    traceId, batchSpanId: batch.spanContext().spanId, map: map === undefined ? undefined : String(map),
    spanId, name: span.name, scope: scopeOf(span), system: system === undefined ? undefined : String(system),
  };
}

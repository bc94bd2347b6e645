/** What is used of the SDK's spans, which are what a span processor gets: nothing is imported from there, and versions 1 and 2 both fit. */
import type { Attributes, AttributeValue, HrTime, SpanContext } from '@opentelemetry/api';
import { BATCH_SPAN, SCOPE } from './scope.js';

/** Who made a span. */
export interface SdkScope {
  /** As it was given to `getTracer`. */
  readonly name: string;
}

/** A span as far as it can be read. */
export interface SdkSpan {
  /** As of the SDK's ReadableSpan. */
  readonly name: string;
  /** As of the SDK's ReadableSpan. */
  readonly attributes: Attributes;
  /** As of the SDK's ReadableSpan. */
  readonly startTime: HrTime;
  /** Who made the span. */
  readonly instrumentationScope?: SdkScope;
  /** The same in version 1 of the SDK. */
  readonly instrumentationLibrary?: SdkScope;
  /** As of the API's Span. */
  spanContext(): SpanContext;
}

/** A span that has begun, and can be told more. */
export interface SdkOpenSpan extends SdkSpan {
  /** As of the API's Span. */
  setAttribute(key: string, value: AttributeValue): unknown;
  /** As of the API's Span. */
  addEvent(name: string, attributes?: Attributes, time?: HrTime): unknown;
  /** As of the API's Span. */
  isRecording(): boolean;
}

/** The name of whoever made the span. */
export function scopeOf({ instrumentationScope, instrumentationLibrary }: SdkSpan): string | undefined {
  return (instrumentationScope ?? instrumentationLibrary)?.name;
}

/** Whether `traceMaps` made the span, as it makes no others than those of batches. */
export function isBatchSpan(span: SdkSpan): boolean {
  return scopeOf(span) === SCOPE && span.name === BATCH_SPAN;
}

/** Tells spans of one process apart. */
export function spanKey({ traceId, spanId }: SpanContext): string {
  return `${traceId}-${spanId}`;
}

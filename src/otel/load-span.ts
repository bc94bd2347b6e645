/** The span of a load: what it is told at the beginning, and at the end. Times are as those of batches: see batch-span.ts. */
import type { Attributes, Context, Span, Tracer } from '@opentelemetry/api';
import { now } from '../clock.js';
import type { CacheLoadMessage } from '../diagnostics/load-trace.js';
import { fail } from './failure.js';
import { Attribute, LOAD_SPAN } from './scope.js';

/** The load's span, begun when the function that loads was called. Samplers see what is known by then. */
export function openLoadSpan(tracer: Tracer, message: CacheLoadMessage, tier: string, attributes: Attributes, parent: Context): Span {
  const { name, engine, keyKind, keys, isRefresh, asked, began } = message;
  return tracer.startSpan(LOAD_SPAN, {
    startTime: began,
    attributes: {
      ...attributes, ...(name !== undefined && { [Attribute.cache]: name }), [Attribute.tier]: tier, [Attribute.engine]: engine, [Attribute.keyKind]: keyKind,
      [Attribute.loadKeys]: keys, [Attribute.loadRefresh]: isRefresh, [Attribute.loadQueued]: began - asked,
    },
  }, parent);
}

/** Tells the span what came of the load, and ends it. */
export function closeLoadSpan(span: Span, { outcome, failed, joined, error }: CacheLoadMessage): void {
  const time = now();
  try {
    if (outcome !== undefined) span.setAttributes({ [Attribute.result]: outcome, [Attribute.loadFailed]: failed ?? 0, [Attribute.loadJoined]: joined ?? 0 });
    // Whoever aborts a load does not want it: that is no failure of what loads.
    if (outcome === 'failed' || outcome === 'partial') fail(span, error, time);
  } finally {
    span.end(time);
  }
}

/** What a span says of an error. */
import { type Span, SpanStatusCode } from '@opentelemetry/api';
import { codeOf } from '../diagnostics/batch-result.js';
import { reason } from '../errors.js';
import { Attribute } from './scope.js';

/** `error` is whatever was thrown, by the source perhaps. */
export function fail(span: Span, error: unknown, time: number): void {
  span.setStatus({ code: SpanStatusCode.ERROR, message: reason(error) });
  span.setAttribute(Attribute.errorType, typeOf(error));
  span.recordException(isError(error) ? error : reason(error), time);
}

/** The code of the error, or its name; by OpenTelemetry's conventions one of few, so never its message. */
function typeOf(error: unknown): string {
  const code = codeOf(error);
  if (typeof code === 'string' && code !== '') return code;
  return isError(error) && typeof error.name === 'string' && error.name !== '' ? error.name : '_OTHER';
}

function isError(error: unknown): error is Error {
  try {
    return error instanceof Error;
  } catch {
    return false; // a revoked proxy
  }
}

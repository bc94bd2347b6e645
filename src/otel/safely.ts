/** Nothing that observes a batch may come between it and its caller; and a listener of a channel that throws ends the process. */
import { diag } from '@opentelemetry/api';
import { reason } from '../errors.js';

/** The value of `run`, or `instead` where that throws: OpenTelemetry's own logger is told of it then. */
export function safely<Value>(what: string, run: () => Value, instead: Value): Value {
  try {
    return run();
  } catch (error) {
    complain(what, error);
    return instead;
  }
}

function complain(what: string, error: unknown): void {
  try {
    diag.error(`wasmap/otel: ${what}: ${reason(error)}`, error);
  } catch {
    // The logger is somebody's code, too.
  }
}

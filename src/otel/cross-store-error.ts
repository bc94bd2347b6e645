/** What a check for batches across stores fails with. */
import type { WasmapError } from '../errors.js';
import { define } from '../define.js';

/** A span of another store that was found below a batch. */
export interface CrossStoreViolation {
  /** The trace of both. */
  readonly traceId: string;
  /** The batch's span. */
  readonly batchSpanId: string;
  /** The name of the batch's map. */
  readonly map: string | undefined;
  /** The foreign span. */
  readonly spanId: string;
  /** Its name. */
  readonly name: string;
  /** The name of the instrumentation that made it. */
  readonly scope: string | undefined;
  /** Its `db.system.name`, or `db.system`. */
  readonly system: string | undefined;
}

const SHOWN = 10;

/**
 * Batches used other stores: thrown by {@link CrossStoreSpanProcessor.assertClean}.
 *
 * @category OpenTelemetry
 */
export class CrossStoreError extends Error implements WasmapError {
  /** Tells this error from others. */
  readonly code = 'ERR_WASMAP_CROSS_STORE';
  /** Batches that did. */
  readonly count: number;
  /** What they used, the first of them. */
  readonly violations: readonly CrossStoreViolation[];

  /** As wasmap makes it. */
  constructor(count: number, violations: readonly CrossStoreViolation[]) {
    const lines = violations.slice(0, SHOWN).map(describe);
    const rest = violations.length > SHOWN ? [`  … and ${violations.length - SHOWN} more`] : [];
    super(`CrossStoreSpanProcessor: ${count} ${count === 1 ? 'batch' : 'batches'} of wasmap used another store:\n${[...lines, ...rest].join('\n')}`);
    this.count = count;
    this.violations = violations;
  }

  static {
    define(this.prototype, 'name', { value: 'CrossStoreError', configurable: true, writable: true });
    define(this.prototype, Symbol.for('wasmap.error'), { value: true });
  }
}

function describe({ map, name, scope, system, traceId, batchSpanId }: CrossStoreViolation): string {
  const by = [system, scope].filter((each) => each !== undefined).join(', ');
  return `  ${map === undefined ? 'a map without a name' : JSON.stringify(map)}: ${name}${by === '' ? '' : ` (${by})`}, trace ${traceId}, batch ${batchSpanId}`;
}

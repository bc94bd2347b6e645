/** What a write is to carry with it, so that it is idempotent and observable. */
import { batchOptions, optionOf, takesOptions } from '../diagnostics/batch-arguments.js';
import { type InterceptedCall, SINGLE_WRITES } from '../diagnostics/intercept.js';
import type { GuardSettings } from './policy.js';
import type { Problem } from './recorder.js';

export const isSingle = ({ method }: Pick<InterceptedCall, 'method'>): boolean => (SINGLE_WRITES as readonly unknown[]).includes(method);

/** What is wrong with a write that, if it came again, would be applied again. */
export function repeatProblem(call: InterceptedCall, { idempotency, requireFor }: GuardSettings): Problem | undefined {
  if (call.method === 'increment') {
    const isRequired = requireFor === 'all' || idempotency === 'effect';
    return isRequired ? { rule: 'idempotent', kind: 'adds-again', text: 'would add again if it came again' } : undefined;
  }
  // Others than these give the same result if they come again, and take no key.
  if (!takesOptions(call) || call.method === 'compareAndPutAll') return undefined;
  const options = batchOptions(call);
  const isKnown = (['idempotencyKey', 'entryIds', 'revision'] as const).some((name) => optionOf(options, name) !== undefined);
  if (isKnown) return undefined;
  if (optionOf(options, 'onConflict') === 'add') return { rule: 'idempotent', kind: 'adds-again', text: "with onConflict: 'add' and no idempotencyKey would add again if it came again" };
  if (idempotency === 'effect') return undefined;
  return { rule: 'idempotent', kind: 'no-key', text: 'has no idempotencyKey, entryIds or revision by which it would be recognised if it came again' };
}

/** What is wrong with a write that nobody could trace to whoever made it. */
export function traceProblem(call: InterceptedCall, { requireFor, traceId }: GuardSettings): Problem | undefined {
  const mayHaveId = takesOptions(call);
  if (isSingle(call) ? requireFor === 'batches' : !mayHaveId && traceId === undefined) return undefined;
  const batchId = mayHaveId ? optionOf(batchOptions(call), 'batchId') : undefined;
  if ((batchId !== undefined && batchId !== '') || isTraced(traceId)) return undefined;
  return { rule: 'observable', kind: 'no-trace', text: mayHaveId ? 'has no batchId and is in no trace' : 'is in no trace' };
}

function isTraced(traceId: GuardSettings['traceId']): boolean {
  try {
    const id: unknown = traceId?.();
    return typeof id === 'string' && id !== '';
  } catch {
    return false;
  }
}

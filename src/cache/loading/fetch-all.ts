/**
 * `fetchAll`: every key is asked for as by `fetch`; what has to be loaded is loaded by one call of the fetchAllMethod, or, where there is none, by calls of the
 * fetchMethod. Keys that are being loaded already, or come twice, join the load that there is.
 */
import type { PlatformAbortSignal } from '../../bulk/async/platform.js';
import { isObject, unexpected } from '../../arguments.js';
import { reason } from '../../errors.js';
import { type FetchAllOptions, checkSignal } from './fetch-options.js';
import type { Answer, Loader, Plan } from './loader.js';
import { FetchAllError, type FailedLoad } from './load-errors.js';

export async function fetchAll<K, V, FC>(
  loader: Loader<K, V, FC>, label: string, keys: Iterable<K>, options: FetchAllOptions<K, V, FC>,
): Promise<(V | undefined)[]> {
  const where = `${label}: fetchAll`;
  if (!isObject(keys) || !(Symbol.iterator in keys)) throw unexpected(`${where}: keys`, 'an iterable of keys', keys);
  const all = [...keys];
  loader.checkKeys(all);
  const { signal } = options;
  checkSignal(where, signal);
  const answers = askAll(loader, all, options);
  const unlisten = signal === undefined ? undefined : listen(signal, answers);
  const outcomes = await Promise.allSettled(answers.map(async (answer) => ('value' in answer ? answer.value : answer.waiter.promise)));
  unlisten?.();
  return valuesOf(where, all, outcomes, signal);
}

function askAll<K, V, FC>(loader: Loader<K, V, FC>, keys: readonly K[], options: FetchAllOptions<K, V, FC>): Answer<K, V, FC>[] {
  const plan: Plan<K, V, FC> = { loads: [], refreshes: [] };
  const { signal } = options;
  // Asked by one signal for all, each would listen to it; it is asked here instead, and listened to below.
  const early = signal?.aborted === true ? signal : undefined;
  try {
    return keys.map((key) => loader.ask(key, options, plan, early));
  } finally {
    // Also where a key threw: those before it are noted already.
    loader.begin(plan, options.context as FC, true);
  }
}

/** Has all who wait go when `signal` is aborted. One listener, however many keys there are. */
function listen<K, V, FC>(signal: PlatformAbortSignal, answers: readonly Answer<K, V, FC>[]): () => void {
  const onAbort = (): void => {
    for (const answer of answers) if ('load' in answer) answer.load.abortWaiter(answer.waiter, signal.reason);
  };
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  return () => { signal.removeEventListener('abort', onAbort); };
}

/** @throws The signal's reason, where that is what some failed with; else FetchAllError where some have failed. */
function valuesOf<K, V>(where: string, keys: readonly K[], outcomes: readonly PromiseSettledResult<V | undefined>[], signal: PlatformAbortSignal | undefined): (V | undefined)[] {
  const failed: FailedLoad<K>[] = [];
  const values = outcomes.map((outcome, index) => {
    if (outcome.status === 'fulfilled') return outcome.value;
    failed.push({ index, key: keys[index]!, error: outcome.reason });
    return undefined;
  });
  if (failed.length === 0) return values;
  if (signal?.aborted === true && failed.some(({ error }) => error === signal.reason)) throw signal.reason;
  const [{ index, error }] = failed as [FailedLoad<K>];
  throw new FetchAllError(`${where}: ${failed.length} of ${keys.length} keys could not be loaded, keys[${index}] first: ${reason(error)}`, values, failed);
}

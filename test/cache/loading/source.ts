/** A source of values whose answers the test gives by hand. */
import type { FetchSettings, FetcherOptions } from '../../../src/cache/loading/fetch-options.js';

/** A load that the source was asked for. */
export interface Asked<K, V> {
  readonly key: K;
  readonly stale: V | undefined;
  readonly signal: AbortSignal;
  readonly options: FetchSettings<K, V>;
  readonly context: unknown;
  give(value: V | undefined): void;
  fail(error: unknown): void;
}

export class Source<K, V> {
  /** In the order in which they came. */
  readonly asked: Asked<K, V>[] = [];

  readonly fetchMethod = (key: K, stale: V | undefined, { signal, options, context }: FetcherOptions<K, V, unknown>): Promise<V | undefined> =>
    new Promise((give, fail) => { this.asked.push({ key, stale, signal, options, context, give, fail }); });

  get keys(): K[] {
    return this.asked.map(({ key }) => key);
  }

  get last(): Asked<K, V> {
    return this.asked.at(-1)!;
  }
}

/** What becomes of a promise, without waiting for it. */
export function watch<V>(promise: Promise<V>): { state: 'waits' | 'done' | 'failed'; value?: V; error?: unknown } {
  const seen: ReturnType<typeof watch<V>> = { state: 'waits' };
  promise.then((value) => { Object.assign(seen, { state: 'done', value }); }, (error: unknown) => { Object.assign(seen, { state: 'failed', error }); });
  return seen;
}

/** Lets everything run that waits for nothing but its turn. */
export const settle = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

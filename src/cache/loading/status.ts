/** What loading notes in the `status` objects of its callers, under lru-cache's names. */
import type { HostEntry } from './host.js';

export interface LoadStatus<K, V> {
  op?: string;
  key?: K;
  value?: V;
  cache?: object;
  context?: unknown;
  forceRefresh?: boolean;
  /** How the call found the key: without a loader, being loaded, not there, there, there but stale, or there and to be loaded anew. */
  fetch?: 'get' | 'inflight' | 'miss' | 'hit' | 'stale' | 'refresh';
  /** Whether `memo` found it, or called the memoMethod. */
  memo?: 'hit' | 'miss';
  fetchDispatched?: true;
  fetchUpdated?: true;
  /** What the fetchMethod failed with, or why it was aborted. */
  fetchError?: Error;
  fetchAborted?: true;
  fetchAbortIgnored?: true;
  fetchResolved?: true;
  fetchRejected?: true;
  returnedStale?: true;
  ttl?: number;
  start?: number;
  now?: number;
  remainingTTL?: number;
}

/** Notes the time of an entry that has one. */
export function noteTime<K, V>(status: LoadStatus<K, V>, { start, ttl, remaining }: HostEntry<V>): void {
  if (ttl === 0) return;
  status.ttl = ttl;
  status.start = start;
  status.now = start + ttl - remaining;
  status.remainingTTL = remaining;
}

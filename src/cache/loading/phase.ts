/**
 * What is to be done about an entry that is asked for, by its age:
 *
 *      start                                        its time is over
 *        ├───────── fresh ─────────┬──── due ────────────┼──── tolerated ────┬──── expired ────▶
 *        0              refreshAhead × ttl              ttl      ttl + staleWhileRevalidate
 *
 * One that is due or tolerated is given at once, and loaded anew in the background.
 */
import type { HostEntry } from './host.js';
import type { LoadSettings } from './options.js';

export type Phase = 'fresh' | 'due' | 'tolerated' | 'expired';

type Times = Pick<LoadSettings<never, never, never>, 'staleWhileRevalidate' | 'staleIfError' | 'refreshAhead'>;

export function phaseOf({ isStale, ttl, remaining }: HostEntry<unknown>, { refreshAhead, staleWhileRevalidate }: Times): Phase {
  if (isStale) return -remaining <= staleWhileRevalidate && staleWhileRevalidate > 0 ? 'tolerated' : 'expired';
  return ttl > 0 && ttl - remaining >= refreshAhead * ttl ? 'due' : 'fresh';
}

/** Whether reads may have entries loaded anew. */
export function actsOnReads({ refreshAhead, staleWhileRevalidate }: Times): boolean {
  return refreshAhead <= 1 || staleWhileRevalidate > 0;
}

/** Whether the entry, as it was when loading it anew began, still makes up for a failure at `now`. */
export function isGoodForErrors({ start, ttl }: HostEntry<unknown>, now: number, { staleIfError }: Times): boolean {
  return staleIfError > 0 && (ttl === 0 || now - (start + ttl) <= staleIfError);
}

/** Whether it may yet be given by any of that, so that a failure is no reason to take it out. */
export function isStillOfUse({ start, ttl }: HostEntry<unknown>, now: number, times: Times): boolean {
  const grace = graceOf(times);
  return grace > 0 && (ttl === 0 || now - (start + ttl) <= grace);
}

/** How long entries may be of use after their time, in milliseconds. */
export function graceOf({ staleWhileRevalidate, staleIfError }: Times): number {
  return Math.max(staleWhileRevalidate, staleIfError);
}

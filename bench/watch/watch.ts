/** Asks a service again and again for its metrics. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Reading } from './exposition.js';
import { type MapFigures, figuresOf } from './figures.js';
import type { Screen } from './screen.js';
import { ScrapeError, scrape } from './target.js';

export interface WatchOptions {
  readonly intervalMs: number;
  /** Names of maps; all, where it is empty. */
  readonly maps: readonly string[];
  readonly signal: AbortSignal;
}

const LONGEST_WAIT_MS = 30_000;

/** How long to wait after so many failures in a row: each time twice as long, up to half a minute. */
export function waitAfter(failures: number, intervalMs: number): number {
  return Math.max(intervalMs, Math.min(LONGEST_WAIT_MS, intervalMs * 2 ** Math.max(0, failures - 1)));
}

/** @throws ScrapeError where none of them is there */
export function select(figures: readonly MapFigures[], maps: readonly string[]): readonly MapFigures[] {
  if (maps.length === 0) return figures;
  const found = figures.filter(({ map }) => maps.includes(map));
  if (found.length > 0) return found;
  const known = [...new Set(figures.map(({ map }) => map))].join(', ');
  throw new ScrapeError(`there is no map named ${maps.map((name) => `'${name}'`).join(' or ')}; there are: ${known}`);
}

/** Until the signal is aborted. */
export async function watch(url: URL, { intervalMs, maps, signal }: WatchOptions, screen: Screen): Promise<void> {
  let previous: Reading | undefined;
  let failures = 0;
  while (!signal.aborted) {
    const began = performance.now();
    try {
      const reading = await scrape(url, signal);
      screen.show(select(figuresOf(reading, previous), maps), previous === undefined);
      previous = reading;
      failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ScrapeError)) throw error;
      screen.trouble(error.message, waitAfter(++failures, intervalMs) / 1e3);
    }
    await pause(waitAfter(failures, intervalMs) - (performance.now() - began), signal);
  }
}

/**
 * Two readings, an interval apart: rates need both.
 *
 * @throws ScrapeError where there is nothing to be read
 */
export async function watchOnce(url: URL, { intervalMs, maps, signal }: WatchOptions): Promise<readonly MapFigures[]> {
  const first = await scrape(url, signal);
  select(figuresOf(first), maps);
  await pause(intervalMs, signal);
  return select(figuresOf(await scrape(url, signal), first), maps);
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(Math.max(0, ms), undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

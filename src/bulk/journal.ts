/** What a batch did so far, chunk by chunk, so that it can be taken back, and what it replaced let go of. */
import type { Engine } from '../engine/engine.js';
import { CHUNK, OUTCOMES, PREVIOUS } from '../engine/memory-map.js';
import { WeakReference } from '../weak.js';

/** What one chunk did. */
export class JournalPage {
  from = 0;
  count = 0;
  /** What became of each entry: the engines' codes. */
  readonly outcomes = new Uint8Array(CHUNK);
  /** The values replaced, 4 or 8 bytes each. */
  readonly previous = new Uint32Array(2 * CHUNK);
}

/**
 * Pages of batches that are through, for the next ones: making them anew takes a fifth of a batch of some thousand entries, and for batches of
 * a million it made the collector run. A few stay; more of them until the collector runs for another reason.
 */
const spare: JournalPage[] = [];
const MOST_SPARE = 4;
let more = new WeakReference<JournalPage[]>([]);
const MOST_MORE = 512;

/** Keeps what the engine says of the `count` entries from `from` on, whose values take `valueBytes` each. */
export function journalPage({ u8, u32 }: Engine, from: number, count: number, valueBytes: number): JournalPage {
  const page = spare.pop() ?? more.deref()?.pop() ?? new JournalPage();
  page.from = from;
  page.count = count;
  page.outcomes.set(u8.subarray(OUTCOMES, OUTCOMES + count));
  page.previous.set(u32.subarray(PREVIOUS >>> 2, (PREVIOUS + count * valueBytes) >>> 2));
  return page;
}

/** Puts a page back to where the engine looks for it. */
export function restorePage({ u8, u32 }: Engine, { outcomes, previous }: JournalPage): void {
  u8.set(outcomes, OUTCOMES);
  u32.set(previous, PREVIOUS >>> 2);
}

/** Gives pages back. */
export function recycle(journal: readonly JournalPage[]): void {
  let rest = more.deref();
  for (const page of journal) {
    if (spare.length < MOST_SPARE) spare.push(page);
    else {
      if (rest === undefined) more = new WeakReference(rest = []);
      if (rest.length === MOST_MORE) return;
      rest.push(page);
    }
  }
}

/** Hears of batches, for as long as any map is observed, and counts them for whoever observes that map. */
import { now } from '../clock.js';
import type { PutAllMessage } from '../diagnostics/batch-trace.js';
import { listenToBatches } from '../diagnostics/channels.js';
import type { Table } from '../map/table.js';
import type { Written } from '../map/written.js';
import type { BatchFigures } from './batch-figures.js';
import { CollectionWatch } from './collections.js';

/** By tables: calls may come through proxies of maps. */
const observers = new WeakMap<Table, Set<BatchFigures>>();
let observed = 0;
let stop: (() => void) | undefined;

function listen(): () => void {
  const collections = new CollectionWatch();
  const onEnd = (message: unknown): void => {
    const told = message as PutAllMessage;
    const figures = observers.get((told.map as Written)._table);
    if (figures === undefined) return;
    const ended = endOf(told);
    for (const each of figures) {
      each.add(told, ended);
      collections.note(told.began, ended, each);
    }
  };
  const stopListening = listenToBatches({
    end: (message) => { if ((message as PutAllMessage).call !== 'putAllAsync') onEnd(message); },
    asyncEnd: onEnd,
  });
  return () => {
    stopListening();
    collections.stop();
  };
}

/** By the clock of `performance.now()`. What is known is not asked for again: reading a clock is a part of what a batch costs. */
function endOf({ began, result }: PutAllMessage): number {
  // A repeated batch has the result of the first.
  return result === undefined || result.deduplicated ? now() : began + result.durationMs;
}

/** Counts the batches of the map whose table this is in `figures`, until what is returned is called. */
export function countBatches(table: Table, figures: BatchFigures): () => void {
  const those = observers.get(table) ?? new Set();
  observers.set(table, those.add(figures));
  if (observed++ === 0) stop = listen();
  return () => {
    those.delete(figures);
    if (--observed === 0) stop?.();
  };
}

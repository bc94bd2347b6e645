/** Hears of batches, for as long as any map is observed, and hands what is told to whoever observes that map. */
import type { PutAllMessage } from '../diagnostics/batch-trace.js';
import { type Listener, listenToBatches } from '../diagnostics/channels.js';
import type { Observed } from './observed.js';

const observers = new WeakMap<object, Set<Observed>>();
let observed = 0;
let stop: (() => void) | undefined;

function onEnd(message: unknown): void {
  const told = message as PutAllMessage;
  for (const each of observers.get(told.map) ?? []) each.batches.add(told);
}

const onSyncEnd: Listener = (message) => {
  if ((message as PutAllMessage).call !== 'putAllAsync') onEnd(message);
};

export function watchBatches(map: object, by: Observed): void {
  const those = observers.get(map) ?? new Set();
  observers.set(map, those.add(by));
  if (observed++ === 0) stop = listenToBatches({ end: onSyncEnd, asyncEnd: onEnd });
}

export function unwatchBatches(map: object | undefined, by: Observed): void {
  if (map !== undefined) observers.get(map)?.delete(by);
  if (--observed === 0) stop?.();
}

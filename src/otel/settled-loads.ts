/** Hears of loads that begin, and of those that are over. */
import { listenToLoads } from '../diagnostics/channels.js';
import type { CacheLoadMessage } from '../diagnostics/load-trace.js';
import { safely } from './safely.js';

type LoadListener = (message: CacheLoadMessage) => void;

/** Calls `listener` with each load that begins, until what is returned is called. */
export function listenToBegunLoads(listener: LoadListener): () => void {
  return listenToLoads({ start: (message) => { safely('the start of a load', () => { listener(message as CacheLoadMessage); }, undefined); } });
}

/** Calls `listener` with each load that is over, until what is returned is called. */
export function listenToSettledLoads(listener: LoadListener): () => void {
  return listenToLoads({ asyncEnd: (message) => { safely('the end of a load', () => { listener(message as CacheLoadMessage); }, undefined); } });
}

/**
 * How many entries batches have written: a map's version grows by one for each, whatever its size. Told by the channel `wasmap:putall`, which is
 * listened to for as long as anything is watched.
 */
import type { PutAllMessage } from '../diagnostics/batch-trace.js';
import type { Written } from '../map/written.js';
import { type Listener, batchChannel, listenToBatches } from '../diagnostics/channels.js';
import type { Table } from '../map/table.js';
import { Finalizers } from '../weak.js';

/** What the batches of a map wrote beyond what its version tells of them, since it was first watched. */
export interface Tally {
  entries: number;
}

const tallies = new WeakMap<Table, Tally>();
let followers = 0;
let stopListening: (() => void) | undefined;

/** An asynchronous batch has a result when it is settled, not yet when its promise was returned. */
const onEnd: Listener = (message) => {
  const { map, result } = message as PutAllMessage;
  const tally = tallies.get((map as Written)._table);
  if (tally !== undefined && result !== undefined && result.written > 0) tally.entries += result.written - 1;
};

/** Follows the batches of the map whose table this is, for `follower`, until the function that is returned is called, or `follower` is collected. */
export function follow(table: Table, follower: object): { readonly tally: Tally; readonly unfollow: () => void } {
  let tally = tallies.get(table);
  if (tally === undefined) tallies.set(table, tally = { entries: 0 });
  if (followers++ === 0) stopListening = listenToBatches({ end: onEnd, asyncEnd: onEnd });
  let isFollowed = true;
  const unfollow = (): void => {
    if (!isFollowed) return;
    isFollowed = false;
    if (--followers === 0) stopListening?.();
  };
  forgotten.register(follower, unfollow, follower);
  return { tally, unfollow };
}

const forgotten = new Finalizers<() => void>((unfollow) => { unfollow(); });

/** Whether batches are told of here, now that they are listened to. */
export const areBatchesTold = (): boolean => batchChannel() !== undefined;

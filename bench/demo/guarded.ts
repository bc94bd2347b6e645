/** What the guard of the sessions counts: their batches have no key and no id, and now and then a loop writes what should have been a batch. */
import { guard } from '../../src/guard/index.js';
import type { DemoMaps } from './maps.js';
import type { Task } from './task.js';

const MOST_SINGLE_WRITES = 50;

export function guardTasks({ sessions }: DemoMaps): Task[] {
  guard(sessions, { mode: 'count', maxSingleWrites: MOST_SINGLE_WRITES });
  const loop = (): void => {
    for (let user = 0; user < 2 * MOST_SINGLE_WRITES; user++) sessions.set(user, user);
  };
  return [{ everyMs: 1000, run: loop }];
}

/** Garbage collection on demand, in a process that was not started for it. */
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** V8 runs the finalizers of one registry a turn of the event loop, and every engine has a registry. */
const TURNS = 50;

/** Collects what is unreachable and lets finalizers run. */
export async function collect(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    await wait(1);
    collectGarbage();
  }
  for (let i = 0; i < TURNS; i++) await nextTurn();
}

/** What hangs ends with the name of the place where it hung. */
import { setTimeout } from 'node:timers/promises';

/** @throws {Error} where the work is not done in time; whoever started it ends it */
export async function inTime(where, timeoutMs, work) {
  const over = new AbortController();
  const late = setTimeout(timeoutMs, undefined, { signal: over.signal }).then(() => {
    throw new Error(`${where}: not done within ${timeoutMs / 1000} s`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    over.abort();
  }
}

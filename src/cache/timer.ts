/** Timers that keep no process running. */

/** A number in browsers and Deno, an object in Node and Bun. */
type Timer = ReturnType<typeof setTimeout>;

interface TimerGlobals {
  readonly Deno?: { unrefTimer?(timer: Timer): void };
}

/** The longest time that timers take, 24.8 days; a longer one would be over at once. */
export const LONGEST_WAIT = 2 ** 31 - 1;

/**
 * Calls `run` after `ms` milliseconds, at most `LONGEST_WAIT`, unless what is returned is called before. Undefined where there are no timers: workerd has none
 * while a module loads.
 */
export function after(ms: number, run: () => void): (() => void) | undefined {
  let timer: Timer;
  try {
    timer = setTimeout(run, Math.min(ms, LONGEST_WAIT));
  } catch {
    return undefined;
  }
  if (typeof timer === 'number') (globalThis as TimerGlobals).Deno?.unrefTimer?.(timer);
  else (timer as { unref?(): void }).unref?.();
  return () => { clearTimeout(timer); };
}

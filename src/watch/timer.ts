/** Windows that end by themselves. */

/** A number in browsers and Deno, an object in Node and Bun. */
type Timer = ReturnType<typeof setInterval>;

interface TimerGlobals {
  readonly Deno?: { unrefTimer?(timer: Timer): void };
}

/**
 * Calls `run` every `ms` milliseconds, until what is returned is called, and keeps no process running for it. Undefined where there are no timers:
 * workerd has none while a module loads.
 */
export function repeat(ms: number, run: () => void): (() => void) | undefined {
  let timer: Timer;
  try {
    timer = setInterval(run, ms);
  } catch {
    return undefined;
  }
  if (typeof timer === 'number') (globalThis as TimerGlobals).Deno?.unrefTimer?.(timer);
  else (timer as { unref?(): void }).unref?.();
  return () => { clearInterval(timer); };
}

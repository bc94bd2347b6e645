/** Working in slices, between which the event loop gets its turn. */
import { now } from '../../clock.js';
import type { AbortSignalLike } from './platform.js';

/** Some runtimes' clocks stand still while nothing is awaited: a slice ends after so many entries in any case. */
const MOST_ENTRIES = 65_536;
/** Asking the clock takes as long as writing some entries. */
const ENTRIES_A_LOOK = 256;

export class Slices {
  readonly #sliceMs: number;
  readonly #signal: AbortSignalLike | undefined;
  #ends: number;
  #entries = 0;
  #looked = 0;

  constructor(sliceMs: number, signal: AbortSignalLike | undefined) {
    this.#sliceMs = sliceMs;
    this.#signal = signal;
    this.#ends = now() + sliceMs;
  }

  /** Whether the slice is over, once it has had `entries` more. */
  isOver(entries: number): boolean {
    this.#entries += entries;
    if (this.#entries >= MOST_ENTRIES) return true;
    if (this.#entries - this.#looked < ENTRIES_A_LOOK) return false;
    this.#looked = this.#entries;
    return now() >= this.#ends;
  }

  /** Ends the slice; the promise is fulfilled when the next begins. @throws The signal's reason where that is aborted. */
  async pause(): Promise<void> {
    await this.turn();
    this.#signal?.throwIfAborted();
  }

  /** As `pause`, for what has to be done in any case. */
  async turn(): Promise<void> {
    await nextTask();
    this.#ends = now() + this.#sliceMs;
    this.#entries = this.#looked = 0;
  }
}

interface Scheduling {
  readonly setImmediate?: (task: () => void) => void;
  readonly MessageChannel?: typeof MessageChannel;
}

/** Where there are no tasks of the kind, as in bare contexts, what waits already is all that gets its turn. */
const soon = (task: () => void): void => { if (typeof setTimeout === 'function') setTimeout(task); else task(); };

/** Fulfilled in a task of its own, after what waits already. Timers of browsers wait four milliseconds, messages do not. */
function nextTask(): Promise<void> {
  const { setImmediate, MessageChannel } = globalThis as Scheduling;
  return new Promise((resolve) => {
    if (setImmediate !== undefined || MessageChannel === undefined) {
      (setImmediate ?? soon)(resolve);
      return;
    }
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

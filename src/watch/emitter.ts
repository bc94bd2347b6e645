/** Who listens to a watcher. `EventTarget` is not there in every runtime, and would make its listeners take what they need out of an event. */
import { checkFunction, checkName } from '../arguments.js';
import type { WatchEvents } from './report.js';

/** The name of what can be listened to. */
export type WatchEventName = keyof WatchEvents;

/** Hears of an event. */
export type WatchListener<Name extends WatchEventName> = (detail: WatchEvents[Name]) => void;

/** Hears of what went wrong in the watching, such as errors of listeners. */
export type ErrorListener = (error: unknown) => void;

const names: readonly WatchEventName[] = ['sample', 'signal', 'change', 'stop'];

interface Entry {
  readonly call: (detail: WatchEvents[WatchEventName]) => void;
}

export class Emitter {
  /** Each in an object of its own, so that one that is there twice can be taken off once. */
  readonly #listeners: Readonly<Record<WatchEventName, Set<Entry>>> = { sample: new Set(), signal: new Set(), change: new Set(), stop: new Set() };
  readonly #onError: ErrorListener | undefined;

  constructor(onError: ErrorListener | undefined) {
    this.#onError = onError;
  }

  /** A listener that is added twice hears twice, until each is taken off. */
  on<Name extends WatchEventName>(where: string, name: Name, listener: WatchListener<Name>): () => void {
    const listeners = this.#listeners[checkName(`${where}: event`, name, names)];
    checkFunction(`${where}: listener`, listener);
    const entry: Entry = { call: listener as Entry['call'] };
    listeners.add(entry);
    return () => { listeners.delete(entry); };
  }

  /** Tells those who listen now: nobody's error keeps the others, or the watcher, from going on. */
  emit<Name extends WatchEventName>(name: Name, detail: WatchEvents[Name]): void {
    for (const { call } of [...this.#listeners[name]]) {
      try {
        call(detail);
      } catch (error) {
        this.fail(error);
      }
    }
  }

  /** An error that is nobody's who called: `onError` has it, or, as with events of the platform, it is uncaught. */
  fail(error: unknown): void {
    try {
      if (this.#onError === undefined) throw error;
      this.#onError(error);
    } catch (uncaught) {
      uncaughtLater(uncaught);
    }
  }
}

/** Worklets and bare contexts have no queueMicrotask: there it is a rejection that nobody handles. */
function uncaughtLater(error: unknown): void {
  const { queueMicrotask: later } = globalThis as { queueMicrotask?: typeof queueMicrotask };
  if (later === undefined) void Promise.resolve().then(() => { throw error; });
  else later(() => { throw error; });
}

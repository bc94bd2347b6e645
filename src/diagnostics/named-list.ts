/**
 * A list of what was given a name, for those who observe all of it. The list is the runtime's, not this module's: at the edge the core and what
 * observes it are bundled apart, and a program may have two versions of the package.
 */
import { alone } from '../define.js';
import { WeakReference, hasWeakReferences } from '../weak.js';

/** Hears of something with a name that was made. */
export type NamedListener = (named: object) => void;

interface Named {
  maps: Set<WeakRef<object>>;
  /** Number of them at which those that were collected are next looked for. */
  sweepAt: number;
  readonly listeners: Set<NamedListener>;
}

const LEAST_SWEEP = 64;

export class NamedList {
  /** Under which the runtime has it: other versions of the package have the same, so what it stands for never changes. */
  readonly #symbol: symbol;
  #own: Named | undefined = undefined;

  constructor(name: string) {
    this.#symbol = Symbol.for(name);
  }

  get #list(): Named {
    const list = (globalThis as unknown as Readonly<Record<symbol, Named | undefined>>)[this.#symbol] ?? this.#own;
    if (list !== undefined) return list;
    this.#own = { maps: new Set(), sweepAt: LEAST_SWEEP, listeners: new Set() };
    // Where globals are frozen, everybody has a list of their own.
    Reflect.defineProperty(globalThis, this.#symbol, alone({ value: this.#own }));
    return this.#own;
  }

  /** Amortised O(1). */
  note(named: object): void {
    const list = this.#list;
    // Where references are not weak, none may keep anything alive: what was made before is not known there.
    if (hasWeakReferences) {
      list.maps.add(new WeakReference(named));
      if (list.maps.size >= list.sweepAt) sweep(list);
    }
    for (const listener of list.listeners) listener(named);
  }

  /** Those that were not collected. */
  all(): object[] {
    return [...this.#list.maps].map((reference) => reference.deref()).filter((named) => named !== undefined);
  }

  /** Calls `listener` with each that is made from now on, until what is returned is called. */
  listen(listener: NamedListener): () => void {
    const { listeners } = this.#list;
    listeners.add(listener);
    return () => { listeners.delete(listener); };
  }
}

function sweep(list: Named): void {
  list.maps = new Set([...list.maps].filter((reference) => reference.deref() !== undefined));
  list.sweepAt = Math.max(LEAST_SWEEP, 2 * list.maps.size);
}

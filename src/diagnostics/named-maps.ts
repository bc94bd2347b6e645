/**
 * The maps and sets that were given a name, for those who observe all of them. The list is the runtime's, not this module's: at the edge the core
 * and what observes it are bundled apart, and a program may have two versions of the package.
 */
import { alone } from '../define.js';
import { WeakReference, hasWeakReferences } from '../weak.js';

/** Hears of a map or set with a name that was made. */
export type NamedMapListener = (map: object) => void;

interface NamedMaps {
  maps: Set<WeakRef<object>>;
  /** Number of maps at which those that were collected are next looked for. */
  sweepAt: number;
  readonly listeners: Set<NamedMapListener>;
}

const LIST = Symbol.for('wasmap.named-maps.1');
const LEAST_SWEEP = 64;

let ownList: NamedMaps | undefined;

function theList(): NamedMaps {
  const holder = globalThis as { [LIST]?: NamedMaps };
  const list = holder[LIST] ?? ownList;
  if (list !== undefined) return list;
  ownList = { maps: new Set(), sweepAt: LEAST_SWEEP, listeners: new Set() };
  // Where globals are frozen, everybody has a list of their own.
  Reflect.defineProperty(globalThis, LIST, alone({ value: ownList }));
  return ownList;
}

/** Amortised O(1). */
export function noteNamedMap(map: object): void {
  const list = theList();
  // Where references are not weak, none may keep maps alive: those that were made before are not known there.
  if (hasWeakReferences) {
    list.maps.add(new WeakReference(map));
    if (list.maps.size >= list.sweepAt) sweep(list);
  }
  for (const listener of list.listeners) listener(map);
}

/** Those that were not collected. */
export function namedMaps(): object[] {
  return [...theList().maps].map((reference) => reference.deref()).filter((map) => map !== undefined);
}

/** Calls `listener` with each that is made from now on, until what is returned is called. */
export function listenToNamedMaps(listener: NamedMapListener): () => void {
  const { listeners } = theList();
  listeners.add(listener);
  return () => { listeners.delete(listener); };
}

function sweep(list: NamedMaps): void {
  list.maps = new Set([...list.maps].filter((reference) => reference.deref() !== undefined));
  list.sweepAt = Math.max(LEAST_SWEEP, 2 * list.maps.size);
}

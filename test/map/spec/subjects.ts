/** What the clauses of ECMA-262 about Map are held against: Map itself, which proves the tests, and the maps that claim to be like it. */
import { WasmMap } from '../../../src/index.js';
import type { WasmMapOptions } from '../../../src/index.js';
import { engineKinds } from '../../support/workloads.js';

type MapOf = Map<unknown, unknown>;
type Class = new (entries?: unknown) => MapOf;

export interface Subject {
  readonly name: string;
  /** The constructor whose prototype is looked at. */
  readonly constructor: MapConstructor;
  /** A class that passes the subject's options on, for subclasses to be made of; instances are made by a subclass then. */
  readonly Base: Class;
  /** Makes a map as users do. */
  make(entries?: unknown): MapOf;
}

function wasm(name: string, options: WasmMapOptions | undefined): Subject {
  const Constructor = WasmMap as unknown as new (entries?: unknown, options?: WasmMapOptions) => MapOf;
  return {
    name,
    constructor: WasmMap as unknown as MapConstructor,
    Base: class extends Constructor {
      constructor(entries?: unknown) {
        super(entries, options);
      }
    },
    make: (entries) => (options === undefined ? new Constructor(entries) : new Constructor(entries, options)),
  };
}

const native: Subject = { name: 'Map', constructor: Map, Base: Map, make: (entries) => new Map(entries as []) };

/** Maps that take any key. */
export const anySubjects: readonly Subject[] = [
  native, wasm('WasmMap without options', undefined), ...engineKinds.map((engine) => wasm(`WasmMap on the ${engine} engine`, { engine })),
];

/** Those and maps of strings: for clauses that need strings as keys only. */
export const subjects: readonly Subject[] = [
  ...anySubjects, ...engineKinds.map((engine) => wasm(`WasmMap of strings on the ${engine} engine`, { key: 'string', engine })),
];

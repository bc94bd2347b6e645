/** What the emitted methods of caches are called on, and what they go on to. */
import type { CacheCalls } from '../engine/cache-calls.js';
import type { Engine } from '../engine/engine.js';
import type { KeyKindInfo, ValueKindInfo } from '../map/kinds.js';
import { Cache } from './cache.js';
import type { Counts } from './counts.js';

/** A cache whose entries lie in linear memory: the fields that emitted methods use. */
export interface Host {
  readonly _store: {
    readonly plain: boolean;
    readonly counts: Counts;
    readonly table: HotTable;
  };
}

interface HotTable {
  readonly label: string;
  readonly key: KeyKindInfo;
  readonly value: ValueKindInfo;
  readonly valueKind: number;
  readonly cache: number;
  readonly engine: Engine;
  readonly calls: CacheCalls;
  readonly values: {
    /** What handles stand for. */
    held: unknown[];
    read(address: number): unknown;
    put(cache: number, address: number, value: unknown): void;
  };
}

/** The methods that all caches share. */
export const general = Cache.prototype as unknown as {
  get(this: Host, key: unknown, options: unknown): unknown;
  set(this: Host, key: unknown, value: unknown, options: unknown): Host;
};

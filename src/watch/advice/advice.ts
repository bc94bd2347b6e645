/** What an advice is. */
import type { HashName } from '../../map/options.js';
import type { KeyKind, ValueKind } from '../../map/kinds.js';

/** Which advice it is: what programs tell advice apart by. */
export type AdviceCode =
  | 'number-keys' | 'text-keys' | 'bytes-keys' | 'narrow-keys' | 'number-values' | 'blob-values'
  | 'capacity' | 'shrink' | 'open-snapshots' | 'colliding-keys' | 'siphash'
  | 'javascript-engine' | 'debug' | 'single-writes' | 'mostly-misses'
  | 'few-entries' | 'reused-strings' | 'only-a-map'
  | 'too-few-observations';

/** What is to be another: the kinds, the capacity, the engine, the map itself, its keys, or how it is used. */
export type AdviceSubject = 'kind' | 'capacity' | 'engine' | 'plain-map' | 'keys' | 'memory' | 'use';

/** One thing that would serve a map better. */
export interface Advice {
  /** Which it is. */
  readonly code: AdviceCode;
  /** What is to be another. */
  readonly about: AdviceSubject;
  /** What to do, and why: one or two sentences. */
  readonly message: string;
  /** The figures that it comes from. */
  readonly evidence: Readonly<Record<string, number | string | boolean>>;
  /** Options to make such a map with, where it comes to that. */
  readonly options?: AdvisedOptions;
}

/** Options of a map that would serve better. */
export interface AdvisedOptions {
  /** The kind of its keys. */
  readonly key?: KeyKind;
  /** The kind of its values. */
  readonly value?: ValueKind;
  /** Entries to make room for. */
  readonly capacity?: number;
  /** The engine. */
  readonly engine?: 'auto';
  /** How text and bytes are hashed. */
  readonly hash?: HashName;
}

/** What a batch is for, as far as reading and staging it goes: the table of a map, or of a cache. */
import type { Engine } from '../engine/engine.js';
import type { Intruder } from '../errors.js';
import type { KeyCodec } from '../map/codec.js';
import type { KeyKindInfo, ValueKindInfo } from '../map/kinds.js';

export interface BatchTarget {
  /** What messages call it. */
  readonly label: string;
  readonly key: KeyKindInfo;
  readonly value: ValueKindInfo;
  /** What encodes keys of kind `codec`. */
  readonly codec: KeyCodec | undefined;
  readonly engine: Engine;
  readonly rules: { readonly maxStagedBytes: number };
  /** @throws ClosedError */
  assertOpen(): void;
}

/** Notices what is written to the target while a batch is read. */
export interface Watch {
  /** @throws ConcurrentModificationError; `intruder` is who has just been at work. */
  check(intruder: Intruder): void;
}

/** A quota, and the maps that share it. */
import type { Engine } from '../engine/engine.js';
import type { EngineChoice } from '../engine/select.js';
import { engineChoices, selectEngine } from '../engine/select.js';
import { reclaimQuota } from './reclaim.js';
import { DEFAULT_QUOTA, QUOTA_USED } from '../engine/memory-map.js';
import { checkName, checkOptions, checkType, outOfRange, unexpected } from '../arguments.js';
import { CapacityError, ClosedError } from '../errors.js';
import { addProtocols } from '../protocols.js';
import { Finalizers } from '../weak.js';

/** Options of a heap. */
export interface HeapOptions {
  /** The most bytes that all maps of the heap may own together; unlimited when absent. */
  readonly maximumBytes?: number;
  /** An engine instance with a memory of its own, which goes back to the operating system with the heap. */
  readonly separate?: boolean;
  /** The engine of the heap's maps: `'auto'` (default), `'wasm'` or `'js'`. */
  readonly engine?: EngineChoice;
}

/** What a heap holds. */
export interface HeapUsage {
  /** Bytes that the heap's maps own. */
  readonly bytes: number;
  /** The quota; Infinity when there is none. */
  readonly maximumBytes: number;
  /** Bytes of the linear memory in which the heap lies, other heaps' included. */
  readonly committed: number;
}

const known = ['maximumBytes', 'separate', 'engine'];

/**
 * A quota of linear memory: maps made with `{ heap }` share it.
 *
 * Memory that maps give back stays with the linear memory for other maps; only a `separate` heap gives it back to the
 * operating system, once the heap and its maps are unreachable.
 *
 * @example
 * ```ts
 * import { Heap, WasmMap } from 'wasmap';
 * const heap = new Heap({ maximumBytes: 2 ** 20 });
 * const map = new WasmMap({ key: 'u32', value: 'u32', heap });
 * map.set(1, 2);
 * console.log(heap.memoryUsage().bytes > 0); // true
 * ```
 *
 * @category Maps and sets
 */
export class Heap {
  /** @internal */
  readonly _engine: Engine;
  /** @internal Address of the quota in linear memory. */
  readonly _quota: number;
  readonly #maximumBytes: number;
  #closed = false;

  /** @throws WasmapTypeError for an unknown option, WasmapRangeError for a maximum that is no positive number of bytes. */
  constructor(options: HeapOptions = {}) {
    const { maximumBytes = Infinity, separate, engine = 'auto' } = checkOptions<HeapOptions>('Heap', options, known);
    if (typeof maximumBytes !== 'number') throw unexpected('Heap: maximumBytes', 'a number of bytes', maximumBytes);
    if (!(maximumBytes > 0)) throw outOfRange('Heap: maximumBytes', 'a positive number of bytes', maximumBytes);
    const apart = checkType<boolean>('Heap: separate', separate, 'boolean') ?? false;
    this.#maximumBytes = maximumBytes;
    this._engine = selectEngine(checkName('Heap: engine', engine, engineChoices), apart);
    // 0 stands for "no limit", and so does what no memory can reach.
    this._quota = this._engine.createQuota(maximumBytes < 2 ** 32 ? Math.max(1, Math.floor(maximumBytes)) : 0);
    if (this._quota === 0) throw new CapacityError('Heap: linear memory is exhausted');
    quotas.register(this, { engine: this._engine, quota: this._quota });
  }

  /** The engine that the heap's maps use. */
  get engine(): 'wasm' | 'js' {
    return this._engine.engine;
  }

  /** What the heap's maps own, after `dispose`, too. O(1). */
  memoryUsage(): HeapUsage {
    const at = (this._quota + QUOTA_USED) >>> 2;
    const { u32 } = this._engine;
    return {
      bytes: u32[at]! + u32[at + 1]! * 2 ** 32,
      maximumBytes: this.#maximumBytes,
      committed: this._engine.committed(),
    };
  }

  /**
   * Closes the heap: it takes no new maps. Those it has go on until they are disposed; twice is harmless.
   */
  dispose(): void {
    this.#closed = true;
  }

  /** @internal */
  _assertOpen(): void {
    if (this.#closed) throw new ClosedError('Heap: it was disposed; make a new one');
  }
}

addProtocols(Heap.prototype, (heap) => {
  const { bytes, maximumBytes } = heap.memoryUsage();
  return `Heap [${heap.engine}] { ${bytes} of ${maximumBytes} bytes }`;
});

/** The quota itself goes when the heap and all its maps are collected. */
const quotas = new Finalizers<{ engine: Engine; quota: number }>(({ engine, quota }) => reclaimQuota(engine, quota));

/** The quota of maps made without a heap: none. */
export const defaultQuota = DEFAULT_QUOTA;

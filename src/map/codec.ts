/** Keys of the user's own type: a codec turns them into bytes, by which they are hashed and compared, and back. */
import { unexpected } from '../arguments.js';
import { LONGEST } from '../engine/keys.js';
import { WasmapTypeError, reason, show } from '../errors.js';

/**
 * Turns keys of one type into bytes and back. Two keys are the same if their bytes are.
 *
 * @example
 * ```ts
 * import { WasmMap, type Codec } from 'wasmap';
 * const point: Codec<{ x: number; y: number }> = {
 *   encode({ x, y }, target) {
 *     new Int32Array(target.buffer, 0, 2).set([x, y]);
 *     return 8;
 *   },
 *   decode(bytes) {
 *     const [x = 0, y = 0] = new Int32Array(bytes.buffer, 0, 2);
 *     return { x, y };
 *   },
 * };
 * const map = new WasmMap({ codec: point, value: 'u32' });
 * map.set({ x: 1, y: 2 }, 3);
 * console.log(map.get({ x: 1, y: 2 })); // 3
 * ```
 */
export interface Codec<T> {
  /**
   * Writes `key` to the beginning of `target`, a buffer of its own, and returns how many bytes that takes. Where they are more than
   * there is room for, it is called once more with as much room as it said.
   */
  encode(key: T, target: Uint8Array): number;
  /** The key that `bytes`, a copy of its own, stand for. */
  decode(bytes: Uint8Array): T;
}

/** @throws WasmapTypeError for what is no codec. */
export function checkCodec(where: string, codec: unknown): Codec<unknown> {
  const { encode, decode } = Object(codec) as Partial<Codec<unknown>>;
  if (typeof encode === 'function' && typeof decode === 'function') return codec as Codec<unknown>;
  throw unexpected(where, 'an object with the methods encode and decode', codec);
}

const FIRST_ROOM = 256;
/** Larger buffers are not kept for the next key. */
const MOST_KEPT = 65536;

/** A user's codec, whose answers are not trusted. */
export class KeyCodec {
  /** The user's. */
  readonly codec: Codec<unknown>;
  /** Where the next key is written to; undefined while one is under way, for the codec may ask for another. */
  #target: Uint8Array | undefined = new Uint8Array(FIRST_ROOM);

  constructor(codec: Codec<unknown>) {
    this.codec = codec;
  }

  /** The bytes of `key`, to be used before the next call. @throws WasmapTypeError where the codec throws or returns what is no length. */
  encode(key: unknown, where: string): Uint8Array {
    let target = this.#target ?? new Uint8Array(FIRST_ROOM);
    this.#target = undefined;
    let length = this.#write(key, target, where);
    if (length > target.length) {
      target = new Uint8Array(length);
      length = this.#write(key, target, where);
    }
    if (length > target.length) throw unexpected(`${where}: codec.encode`, `at most the ${target.length} bytes it had asked for`, length);
    this.#target = target.length <= MOST_KEPT ? target : undefined;
    return target.subarray(0, length);
  }

  #write(key: unknown, target: Uint8Array, where: string): number {
    let length: unknown;
    try {
      length = this.codec.encode(key, target);
    } catch (cause) {
      throw new WasmapTypeError(`${where}: codec.encode threw for ${show(key)}: ${reason(cause)}`, { cause });
    }
    if (Number.isInteger(length) && (length as number) >= 0 && (length as number) <= LONGEST) return length as number;
    throw unexpected(`${where}: codec.encode`, `the number of bytes written, up to ${LONGEST}`, length);
  }

  /** @throws WasmapTypeError where the codec throws. */
  decode(bytes: Uint8Array, where: string): unknown {
    try {
      return this.codec.decode(bytes);
    } catch (cause) {
      throw new WasmapTypeError(`${where}: codec.decode threw for ${bytes.length} bytes: ${reason(cause)}`, { cause });
    }
  }
}

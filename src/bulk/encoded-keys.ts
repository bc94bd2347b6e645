/** The keys of a batch on a map with a codec: encoded one by one as they are read, into one packed column. */
import type { KeyCodec } from '../map/codec.js';
import { PackedKeys } from './packed.js';

export class EncodedKeys {
  readonly #codec: KeyCodec;
  readonly #where: string;
  readonly #originals: unknown[] = [];
  readonly #offsets = [0];
  #data = new Uint8Array(1024);

  /** @param where - What the column is called in messages. */
  constructor(codec: KeyCodec, where: string) {
    this.#codec = codec;
    this.#where = where;
  }

  /** Adds the key at position `index` of the batch. @throws WasmapTypeError where the codec cannot encode it. */
  push(key: unknown, index: number): void {
    const bytes = this.#codec.encode(key, `${this.#where}[${index}]`);
    const end = this.#offsets[this.#originals.length]!;
    if (end + bytes.length > this.#data.length) {
      const larger = new Uint8Array(2 * (end + bytes.length));
      larger.set(this.#data);
      this.#data = larger;
    }
    this.#data.set(bytes, end);
    this.#offsets.push(end + bytes.length);
    this.#originals.push(key);
  }

  finish(): PackedKeys {
    return PackedKeys.encoded(this.#data, Uint32Array.from(this.#offsets), this.#originals);
  }
}

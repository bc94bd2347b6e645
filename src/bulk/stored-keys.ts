/** Keys of text and bytes as they lie in files, and in linear memory: a length word for each, and their bytes, padded to 8. */
import { LONGEST } from '../engine/keys.js';
import { readKey } from '../engine/read-key.js';

export class StoredKeys {
  readonly length: number;
  readonly data: Uint8Array;
  readonly words: Uint32Array;
  /** Where each begins in `data`, and where the last ends. */
  readonly offsets: Uint32Array;
  readonly #isText: boolean;

  /** @param data - What nobody writes to; the words and offsets must fit it. */
  constructor(data: Uint8Array, words: Uint32Array, offsets: Uint32Array, isText: boolean) {
    this.length = words.length;
    this.data = data;
    this.words = words;
    this.offsets = offsets;
    this.#isText = isText;
  }

  /** The key at `index`, as users know it. */
  at(index: number): unknown {
    return readKey(this.bytesAt(index), 0, this.words[index]!, !this.#isText);
  }

  /** A copy of its bytes. */
  bytesAt(index: number): Uint8Array {
    const from = this.offsets[index]!;
    return this.data.slice(from, from + (this.words[index]! & LONGEST));
  }

  /** Where the keys from `from` on end, to `to` at most, that take up to `bytes`. */
  fitting(from: number, to: number, bytes: number): number {
    const end = this.offsets[from]! + bytes;
    let last = from;
    while (last < to && this.offsets[last + 1]! <= end) last++;
    return last;
  }
}

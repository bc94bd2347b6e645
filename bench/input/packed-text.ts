/**
 * Many texts as bytes in one buffer, UTF-8, in the layout of an Arrow column: row `i` is `data[offsets[i] … offsets[i + 1]]`.
 *
 * Strings are cut out of it as a parser or a database driver does: a new object each time, flat, whose hash V8 has not
 * computed. That is what makes a key fresh; a literal or a string that was a key before has its hash in its header.
 */
import { createBytes, cutterOf, type Cutter } from './bytes.js';

/** Writes the bytes of text `index` to `target` from `at` on; returns where they end. */
export type TextWriter = (index: number, target: Uint8Array, at: number) => number;

export class PackedText {
  readonly length: number;
  readonly data: Uint8Array;
  readonly offsets: Uint32Array;
  readonly #cut: Cutter;

  private constructor(bytes: Uint8Array, offsets: Uint32Array) {
    this.length = offsets.length - 1;
    this.data = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    this.offsets = offsets;
    this.#cut = cutterOf(bytes);
  }

  /** The texts `indexes` in their order. */
  static of(write: TextWriter, mostBytes: number, indexes: ArrayLike<number>): PackedText {
    const bytes = createBytes(mostBytes * indexes.length);
    const offsets = new Uint32Array(indexes.length + 1);
    let end = 0;
    for (let i = 0; i < indexes.length; i++) offsets[i + 1] = end = write(indexes[i], bytes, end);
    return new PackedText(bytes.subarray(0, end), offsets);
  }

  /** A new string of row `i`. */
  cut(i: number): string {
    const { offsets } = this;
    return this.#cut(offsets[i], offsets[i + 1]);
  }

  /** New strings of the rows `from` to `to`, the latter not included. */
  cutRows(from: number, to: number): string[] {
    const rows = new Array<string>(to - from);
    for (let i = from; i < to; i++) rows[i - from] = this.cut(i);
    return rows;
  }
}

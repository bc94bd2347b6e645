/** Keys of the kind `string`: as one list of string objects, and as bytes from which fresh ones are cut. */
import { laneWriter, type Values } from './columns.js';
import { Input, type InputOptions } from './input.js';
import { PackedText } from './packed-text.js';
import { mixBits, shuffle } from './random.js';
import { textSource, type TextSource } from './text-source.js';

/** The high lane of one half. */
const HALF = 0x8000_0000;

export class TextInput extends Input<string> {
  override readonly size: number;
  readonly #source: TextSource;

  constructor(options: InputOptions) {
    super(options);
    this.#source = textSource(options.pattern, options.seed);
    this.size = this.#source.size ?? options.size;
  }

  /** The bytes of `keys`. */
  get packedKeys(): PackedText {
    return this.once('packed keys', () => this.#pack(range(0, this.size)));
  }

  /** The bytes of `reads`: the same texts in the same order. */
  get packedReads(): PackedText {
    return this.once('packed reads', () => {
      const order = range(0, this.size);
      shuffle(order, this.orderOfReads());
      return this.#pack(order);
    });
  }

  /** The bytes of `misses`. */
  get packedMisses(): PackedText {
    return this.once('packed misses', () => this.#pack(range(this.size, this.size)));
  }

  protected override writeKeys(column: string[]): void {
    this.#cutInto(column, 0);
  }

  protected override writeMisses(column: string[]): void {
    this.#cutInto(column, this.size);
  }

  /** Fractions, which V8 boxes: prices rather than small integers. */
  protected override writeValues(column: Values<string>): void {
    const write = laneWriter(column);
    for (let i = 0; i < column.length; i++) write(i, mixBits(i, this.options.seed ^ 0x5bd1e995, 30), HALF);
  }

  #cutInto(column: string[], first: number): void {
    const text = this.#pack(range(first, column.length));
    for (let i = 0; i < column.length; i++) column[i] = text.cut(i);
  }

  #pack(indexes: Uint32Array): PackedText {
    return PackedText.of(this.#source.write, this.#source.mostBytes, indexes);
  }
}

function range(first: number, length: number): Uint32Array {
  return Uint32Array.from({ length }, (_, i) => first + i);
}

/** Keys of the kind `any`: strings, small integers, or objects. */
import { elementsOf, laneWriter, type Column, type Key, type Values } from './columns.js';
import { Input, type InputOptions } from './input.js';
import { mixBits } from './random.js';
import { TextInput } from './text.js';

export class AnyInput extends Input<Key> {
  override readonly size: number;

  constructor(options: InputOptions) {
    super(options);
    this.size = options.size;
  }

  protected override writeKeys(column: Column<Key>): void {
    this.#generate(column, 0);
  }

  protected override writeMisses(column: Column<Key>): void {
    this.#generate(column, this.size);
  }

  /** Small integers, which V8 need not box: what differs between rivals is the key. */
  protected override writeValues(column: Values<Key>): void {
    const write = laneWriter(column);
    for (let i = 0; i < column.length; i++) write(i, mixBits(i, this.options.seed ^ 0x5bd1e995, 30) | 1, 0);
  }

  #generate(list: Column<Key>, first: number): void {
    const column = elementsOf<Key>(list);
    const { seed, pattern } = this.options;
    if (pattern === 'record') {
      const { keys, misses } = new TextInput(this.options);
      const texts = first === 0 ? keys : misses;
      for (let i = 0; i < column.length; i++) column[i] = texts[i];
      return;
    }
    for (let i = 0; i < column.length; i++) column[i] = pattern === 'objects' ? { id: first + i } : mixBits(first + i, seed, 31);
  }
}

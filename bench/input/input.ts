/**
 * The keys and values of one cell. Columns are made when first asked for, because at twelve million entries each costs
 * up to 100 MB and most operations need two of them.
 */
import { valueKindOf, type KeyKind, type Pattern } from '../matrix/dimensions.js';
import { createColumn, elementsOf, laneWriter, type Column, type Key, type Values } from './columns.js';
import { createRandom, createZipf, shuffle } from './random.js';

export interface InputOptions {
  readonly keys: KeyKind;
  readonly pattern: Pattern;
  readonly size: number;
  readonly seed: number;
  readonly trace: string | undefined;
}

export interface Columns<K extends Key> {
  readonly keys: Column<K>;
  readonly values: Values<K>;
}

/** What is the same for keys of every kind; where distinct keys come from is the business of those that extend it. */
export abstract class Input<K extends Key> {
  /** Distinct keys that the map holds. */
  abstract readonly size: number;
  readonly kind: KeyKind;
  protected readonly options: InputOptions;
  readonly #made = new Map<string, unknown>();

  constructor(options: InputOptions) {
    this.options = options;
    this.kind = options.keys;
  }

  /** Distinct keys, as many as the column has room for. */
  protected abstract writeKeys(column: Column<K>): void;
  /** Distinct keys of the same pattern, none of which `writeKeys` writes. */
  protected abstract writeMisses(column: Column<K>): void;
  /** One value a key; never zero, so that sums show lost entries. */
  protected abstract writeValues(column: Values<K>): void;

  /** The distinct keys, in the order in which the map is filled. */
  get keys(): Column<K> {
    return this.column('keys', this.size, (column) => this.writeKeys(column));
  }

  get values(): Values<K> {
    return this.once('values', () => {
      const column = createColumn(valueKindOf(this.kind), this.size) as Values<K>;
      this.writeValues(column);
      return column;
    });
  }

  /** Present keys in the order in which they are asked for: independent of the order of insertion where that can be. */
  get reads(): Column<K> {
    return this.column('reads', this.size, (column) => {
      copy(elementsOf<K>(this.keys), elementsOf<K>(column));
      shuffle(elementsOf<K>(column), this.orderOfReads());
    });
  }

  /** Keys to write into an empty map; some occur more than once where the pattern asks for it. */
  get writes(): Column<K> {
    return this.keys;
  }

  /** As many keys as the map holds, none of them present, of the same pattern. */
  get misses(): Column<K> {
    return this.column('misses', this.size, (column) => this.writeMisses(column));
  }

  /** The present keys `reads` and, as the value of each, the key that follows it: one cycle through all of them. */
  get chain(): Columns<K> {
    const keys = this.chained;
    const next = this.column('chain', keys.length, (column) => {
      const from = elementsOf<K>(keys);
      const to = elementsOf<K>(column);
      for (let i = 0; i < from.length; i++) to[i] = from[i + 1 === from.length ? 0 : i + 1];
    });
    return { keys, values: next as unknown as Values<K> };
  }

  /** The distinct keys in the order of the chain. */
  protected get chained(): Column<K> {
    return this.reads;
  }

  /** `length` keys drawn evenly from the first `distinct` present ones. */
  draws(length: number, distinct: number): Column<K> {
    return this.column('draws', length, (column) => {
      const random = createRandom(this.options.seed + 2);
      const keys = elementsOf<K>(this.keys);
      const drawn = elementsOf<K>(column);
      for (let i = 0; i < length; i++) drawn[i] = keys[Math.floor((random() / 0x1_0000_0000) * distinct)];
    });
  }

  /** Present keys, few of them most of the time (Zipf), whatever the pattern. */
  get hot(): Column<K> {
    return this.column('hot', this.size, (column) => this.drawZipf(column, createRandom(this.options.seed + 3)));
  }

  protected drawZipf(column: Column<K>, random: () => number): void {
    const keys = elementsOf<K>(this.keys);
    const drawn = elementsOf<K>(column);
    const rank = createZipf(this.size, random);
    for (let i = 0; i < drawn.length; i++) drawn[i] = keys[rank()];
  }

  protected orderOfReads(): () => number {
    return createRandom(this.options.seed + 1);
  }

  protected column(name: string, length: number, fill: (column: Column<K>) => void): Column<K> {
    return this.once(name, () => {
      const column = createColumn(this.kind, length) as Column<K>;
      fill(column);
      return column;
    });
  }

  protected once<T>(name: string, make: () => T): T {
    const known = this.#made.get(name) as T | undefined;
    if (known !== undefined) return known;
    const made = make();
    this.#made.set(name, made);
    return made;
  }
}

/** `value` for every element: what counting adds. */
export function constantValues<K extends Key>(value: number, length: number, { kind }: Input<K>): Values<K> {
  const column = createColumn(valueKindOf(kind), length);
  const write = laneWriter(column);
  for (let i = 0; i < length; i++) write(i, value, 0);
  return column as Values<K>;
}

function copy<T>(from: { [index: number]: T; readonly length: number }, to: { [index: number]: T }): void {
  for (let i = 0; i < from.length; i++) to[i] = from[i];
}

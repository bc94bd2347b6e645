/**
 * The keys and values of one cell. Columns are made when first asked for, because at twelve million entries each costs
 * up to 100 MB and most operations need two of them.
 */
import type { KeyKind, Pattern } from '../matrix/dimensions.js';
import { createColumn, laneWriter, type Column, type Numeric } from './columns.js';
import { readCities } from './cities.js';
import { createRandom, createZipf, mix32, mixBits, shuffle } from './random.js';
import { readTrace } from './trace.js';

export interface InputOptions {
  readonly keys: KeyKind;
  readonly pattern: Pattern;
  readonly size: number;
  readonly seed: number;
  readonly trace: string | undefined;
}

export interface Columns<V extends Numeric> {
  readonly keys: Column<V>;
  readonly values: Column<V>;
}

/** Neighbours in one run of the `clustered` pattern. */
const CLUSTER = 64;
const CLUSTER_BITS = 32 - Math.log2(CLUSTER);

export class Input<V extends Numeric> {
  /** Distinct keys that the map holds. */
  readonly size: number;
  readonly kind: KeyKind;
  readonly #options: InputOptions;
  readonly #made = new Map<string, Column<V>>();
  readonly #given: readonly bigint[] | undefined;
  readonly #requests: readonly bigint[] | undefined;

  constructor(options: InputOptions) {
    this.#options = options;
    this.kind = options.keys;
    const requests = givenRequests(options);
    this.#requests = requests;
    this.#given = requests && [...new Set(requests)];
    this.size = this.#given?.length ?? options.size;
    if (this.#given) checkRange(this.#given, options.keys);
  }

  /** The distinct keys, in the order in which the map is filled. */
  get keys(): Column<V> {
    return this.#column('keys', this.size, (column) => {
      if (this.#given) writeGiven(column, this.#given);
      else this.#writeKeys(column, 0);
    });
  }

  /** One value a key; never zero, so that sums show lost entries. */
  get values(): Column<V> {
    return this.#column('values', this.size, (column) => {
      const write = laneWriter(column);
      const small = this.#options.pattern === 'below31' || this.#options.pattern === 'cities';
      const seed = this.#options.seed ^ 0x5bd1e995;
      for (let i = 0; i < this.size; i++) write(i, (small ? mixBits(i, seed, 31) : mix32(i, seed)) | 1, 0);
    });
  }

  /** Present keys in the order in which they are asked for: independent of the order of insertion where that can be. */
  get reads(): Column<V> {
    const random = createRandom(this.#options.seed + 1);
    switch (this.#options.pattern) {
      case 'sequential':
      case 'clustered':
        return this.keys;
      case 'zipf':
        return this.#column('reads', this.size, (column) => this.#drawZipf(column, random));
      case 'trace':
        return this.#column('reads', this.#requests?.length ?? 0, (column) => writeGiven(column, this.#requests ?? []));
      default:
        return this.#column('reads', this.size, (column) => {
          (column as { set(source: ArrayLike<Numeric>): void }).set(this.keys);
          shuffle(column as unknown as { [index: number]: Numeric; length: number }, random);
        });
    }
  }

  /** Keys to write into an empty map; some occur more than once where the pattern asks for it. */
  get writes(): Column<V> {
    return this.#options.pattern === 'zipf' || this.#options.pattern === 'trace' ? this.reads : this.keys;
  }

  /** As many keys as the map holds, none of them present, of the same pattern. */
  get misses(): Column<V> {
    return this.#column('misses', this.size, (column) => {
      if (this.#given) writeAbsent(column, this.#given, this.#options.seed);
      else this.#writeKeys(column, this.size);
    });
  }

  /** The present keys `reads` and, as the value of each, the key that follows it: one cycle through all of them. */
  get chain(): Columns<V> {
    const keys = this.#options.pattern === 'zipf' || this.#options.pattern === 'trace' ? this.keys : this.reads;
    const values = this.#column('chain', keys.length, (column) => {
      for (let i = 0; i < keys.length; i++) column[i] = keys[i + 1 === keys.length ? 0 : i + 1];
    });
    return { keys, values };
  }

  /** `length` keys drawn evenly from the first `distinct` present ones. */
  draws(length: number, distinct: number): Column<V> {
    return this.#column('draws', length, (column) => {
      const random = createRandom(this.#options.seed + 2);
      const keys = this.keys;
      for (let i = 0; i < length; i++) column[i] = keys[Math.floor((random() / 0x1_0000_0000) * distinct)];
    });
  }

  /** Present keys, few of them most of the time (Zipf), whatever the pattern. */
  get hot(): Column<V> {
    return this.#column('hot', this.size, (column) => this.#drawZipf(column, createRandom(this.#options.seed + 3)));
  }

  #drawZipf(column: Column<V>, random: () => number): void {
    const keys = this.keys;
    const rank = createZipf(this.size, random);
    for (let i = 0; i < column.length; i++) column[i] = keys[rank()];
  }

  /** Distinct keys of the pattern, from the `first`th on. */
  #writeKeys(column: Column<V>, first: number): void {
    const write = laneWriter(column);
    const { seed, pattern } = this.#options;
    for (let i = 0; i < column.length; i++) {
      const index = first + i;
      switch (pattern) {
        case 'sequential':
          write(i, index + 1, 0);
          break;
        case 'clustered':
          write(i, mixBits(Math.floor(index / CLUSTER), seed, CLUSTER_BITS) * CLUSTER + (index % CLUSTER), 0);
          break;
        case 'below31':
          write(i, mixBits(index, seed, 31), 0);
          break;
        default:
          write(i, mix32(index, seed), mix32(index, seed ^ 0x68bc21eb));
      }
    }
  }

  #column(name: string, length: number, fill: (column: Column<V>) => void): Column<V> {
    const known = this.#made.get(name);
    if (known) return known;
    const column = createColumn(this.kind, length) as Column<V>;
    fill(column);
    this.#made.set(name, column);
    return column;
  }
}

/** The requests of a file or data set, or undefined where keys are generated. */
function givenRequests(options: InputOptions): readonly bigint[] | undefined {
  if (options.pattern === 'cities') return Array.from(readCities().ids, BigInt);
  if (options.pattern !== 'trace') return undefined;
  if (options.trace === undefined) throw new Error("the pattern 'trace' needs --trace FILE");
  return readTrace(options.trace);
}

const RANGES: Record<KeyKind, readonly [bigint, bigint]> = {
  u32: [0n, 2n ** 32n - 1n],
  i32: [-(2n ** 31n), 2n ** 31n - 1n],
  f64: [-(2n ** 53n), 2n ** 53n],
  u64: [0n, 2n ** 64n - 1n],
  i64: [-(2n ** 63n), 2n ** 63n - 1n],
};

function checkRange(keys: readonly bigint[], kind: KeyKind): void {
  const [least, most] = RANGES[kind];
  const outside = keys.find((key) => key < least || key > most);
  if (outside !== undefined) throw new Error(`key ${outside} of the trace is no ${kind}; choose another kind with --keys`);
}

function writeGiven<V extends Numeric>(column: Column<V>, given: readonly bigint[]): void {
  if (column instanceof BigInt64Array || column instanceof BigUint64Array) {
    for (let i = 0; i < given.length; i++) column[i] = given[i];
  } else {
    for (let i = 0; i < given.length; i++) column[i] = Number(given[i]);
  }
}

function writeAbsent<V extends Numeric>(column: Column<V>, given: readonly bigint[], seed: number): void {
  const present = new Set(given);
  const absent: bigint[] = [];
  for (let index = 0; absent.length < column.length; index++) {
    const key = BigInt(mixBits(index, seed, 31));
    if (!present.has(key)) absent.push(key);
  }
  writeGiven(column, absent);
}

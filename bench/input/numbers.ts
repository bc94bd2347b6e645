/** Keys of the numeric kinds: generated in a pattern, or taken from a trace or data set. */
import type { KeyKind } from '../matrix/dimensions.js';
import { readCities } from './cities.js';
import { elementsOf, laneWriter, type Column, type Numeric, type Values } from './columns.js';
import { Input, type InputOptions } from './input.js';
import { mix32, mixBits } from './random.js';
import { readTrace } from './trace.js';

/** Neighbours in one run of the `clustered` pattern. */
const CLUSTER = 64;
const CLUSTER_BITS = 32 - Math.log2(CLUSTER);

export class NumericInput<V extends Numeric> extends Input<V> {
  override readonly size: number;
  readonly #given: readonly bigint[] | undefined;
  readonly #requests: readonly bigint[] | undefined;

  constructor(options: InputOptions) {
    super(options);
    const requests = givenRequests(options);
    this.#requests = requests;
    this.#given = requests && [...new Set(requests)];
    this.size = this.#given?.length ?? options.size;
    if (this.#given) checkRange(this.#given, options.keys);
  }

  protected override writeKeys(column: Column<V>): void {
    if (this.#given) writeGiven(column, this.#given);
    else this.#generate(column, 0);
  }

  protected override writeMisses(column: Column<V>): void {
    if (this.#given) writeAbsent(column, this.#given, this.options.seed);
    else this.#generate(column, this.size);
  }

  protected override writeValues(column: Values<V>): void {
    const write = laneWriter(column);
    const { pattern } = this.options;
    const small = pattern === 'below31' || pattern === 'cities';
    const seed = this.options.seed ^ 0x5bd1e995;
    for (let i = 0; i < this.size; i++) write(i, (small ? mixBits(i, seed, 31) : mix32(i, seed)) | 1, 0);
  }

  override get reads(): Column<V> {
    switch (this.options.pattern) {
      case 'sequential':
      case 'clustered':
        return this.keys;
      case 'zipf':
        return this.column('reads', this.size, (column) => this.drawZipf(column, this.orderOfReads()));
      case 'trace':
        return this.column('reads', this.#requests?.length ?? 0, (column) => writeGiven(column, this.#requests ?? []));
      default:
        return super.reads;
    }
  }

  override get writes(): Column<V> {
    return this.#repeats ? this.reads : this.keys;
  }

  protected override get chained(): Column<V> {
    return this.#repeats ? this.keys : this.reads;
  }

  /** Whether `reads` holds some keys more than once and others not at all. */
  get #repeats(): boolean {
    return this.options.pattern === 'zipf' || this.options.pattern === 'trace';
  }

  /** Distinct keys of the pattern, from the `first`th on. */
  #generate(column: Column<V>, first: number): void {
    const write = laneWriter(column);
    const { seed, pattern } = this.options;
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
}

/** The requests of a file or data set, or undefined where keys are generated. */
function givenRequests(options: InputOptions): readonly bigint[] | undefined {
  if (options.pattern === 'cities') return Array.from(readCities().ids, BigInt);
  if (options.pattern !== 'trace') return undefined;
  if (options.trace === undefined) throw new Error("the pattern 'trace' needs --trace FILE");
  return readTrace(options.trace);
}

const RANGES: Partial<Record<KeyKind, readonly [bigint, bigint]>> = {
  u32: [0n, 2n ** 32n - 1n],
  i32: [-(2n ** 31n), 2n ** 31n - 1n],
  f64: [-(2n ** 53n), 2n ** 53n],
  u64: [0n, 2n ** 64n - 1n],
  i64: [-(2n ** 63n), 2n ** 63n - 1n],
};

function checkRange(keys: readonly bigint[], kind: KeyKind): void {
  const [least, most] = RANGES[kind] ?? [0n, 0n];
  const outside = keys.find((key) => key < least || key > most);
  if (outside !== undefined) throw new Error(`key ${outside} of the trace is no ${kind}; choose another kind with --keys`);
}

function writeGiven<V extends Numeric>(column: Column<V>, given: readonly bigint[]): void {
  if (column instanceof BigInt64Array || column instanceof BigUint64Array) {
    for (let i = 0; i < given.length; i++) column[i] = given[i];
  } else {
    const numbers = elementsOf<number>(column);
    for (let i = 0; i < given.length; i++) numbers[i] = Number(given[i]);
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

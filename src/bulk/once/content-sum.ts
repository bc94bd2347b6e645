/**
 * What a batch contains, as a number: the sum of its pairs' hashes, so that their order does not matter. Each is hashed to 128 bits,
 * by SipHash-1-3 under four keys that nobody knows: batches of the same sum are the same, but for a chance of 2^-128 each time.
 */
import { sipHashWith } from '../../engine/js/ordered/sip.js';
import { byteLength, isBytes } from '../../typed-arrays.js';
import { randomWord } from '../../engine/randomness.js';
import { asStored } from '../../map/kinds.js';
import type { Table } from '../../map/table.js';
import { type Batch, keyAt } from '../columns.js';
import { PackedKeys } from '../packed.js';

const LANES = 4;
/** Four keys of 128 bits, in words. */
const KEY_WORDS = 4 * LANES;

/** Tells values of different types apart whose bytes are the same. */
const enum Type {
  NUMBER,
  BIGINT,
  TEXT,
  BYTES,
  IDENTITY,
  SYMBOL,
  OTHER,
}

/** Numbers for objects and symbols, which are themselves and nothing else. */
const identities = new WeakMap<WeakKey, number>();
let known = 0;

function identityOf(value: WeakKey): number {
  let identity = identities.get(value);
  if (identity === undefined) identities.set(value, identity = ++known);
  return identity;
}

const keys = new Uint32Array(KEY_WORDS);

/** Makes the keys when the first sum is; some runtimes have no randomness while a module loads. */
function ensureKeys(): void {
  if (keys[0] === 0) for (let i = 0; i < KEY_WORDS; i++) keys[i] = randomWord() || 1;
}

/** What a batch for `table` contains. O(bytes). */
export function contentOf(table: Table, batch: Batch): string {
  const steps = sumContent(table, batch);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** Entries of a step. */
const STEP = 256;

/** As `contentOf`, in steps; yields how many entries each has looked at. */
export function* sumContent(table: Table, { keys: column, values, length }: Batch): Generator<number, string> {
  const sum = new ContentSum();
  // Keys of kind any are themselves, even if they are bytes; a codec's are what it makes of them.
  const isOwn = table.key.name === 'any';
  const keyOf = table.codec !== undefined && column instanceof PackedKeys ? column.bytesAt.bind(column) : keyAt.bind(null, column);
  for (let i = 0; i < length; i++) {
    sum.add(keyOf(i), asStored(table.value, values?.[i]), isOwn);
    if (i % STEP === STEP - 1) yield STEP;
  }
  return sum.toString();
}

class ContentSum {
  readonly #sums = new Uint32Array(LANES);
  /** The hashes' keys, with the bytes of a pair behind them. */
  #words = new Int32Array(256);
  #bytes = new Uint8Array(this.#words.buffer);
  #doubles = new Float64Array(this.#words.buffer);
  /** Where the next byte of the present pair goes: a multiple of 8. */
  #end = 0;
  #pairs = 0;

  constructor() {
    ensureKeys();
    this.#words.set(keys);
  }

  /** Adds a pair. Bytes, unless `isOwn` keys, and text count by content, objects by identity. O(bytes). */
  add(key: unknown, value: unknown, isOwn: boolean): void {
    this.#pairs++;
    this.#end = KEY_WORDS * 4;
    if (isOwn && isBytes(key)) this.#writeNumber(Type.IDENTITY, identityOf(key));
    else this.#write(key === 0 ? 0 : key); // -0 is the same key
    this.#write(value);
    const length = this.#end - KEY_WORDS * 4;
    for (let lane = 0; lane < LANES; lane++) this.#sums[lane]! += sipHashWith(this.#words, lane * 4, KEY_WORDS, length);
  }

  toString(): string {
    return [this.#pairs, ...this.#sums].join(':');
  }

  #write(value: unknown): void {
    switch (typeof value) {
      case 'number': return this.#writeNumber(Type.NUMBER, value);
      case 'bigint': return this.#writeText(Type.BIGINT, value.toString(36));
      case 'string': return this.#writeText(Type.TEXT, value);
      case 'symbol': return Symbol.keyFor(value) === undefined
        ? this.#writeNumber(Type.IDENTITY, identityOf(value))
        : this.#writeText(Type.SYMBOL, Symbol.keyFor(value)!);
      case 'object': case 'function':
        if (value === null) return this.#writeText(Type.OTHER, 'null');
        return isBytes(value) ? this.#writeBytes(value) : this.#writeNumber(Type.IDENTITY, identityOf(value));
      default: return this.#writeText(Type.OTHER, String(value));
    }
  }

  #writeNumber(type: Type, value: number): void {
    this.#begin(type, 8, 8);
    this.#doubles[this.#end >>> 3] = value;
    this.#end += 8;
  }

  #writeText(type: Type, value: string): void {
    this.#begin(type, value.length, value.length * 2);
    const units = new Uint16Array(this.#words.buffer, this.#end, value.length);
    for (let i = 0; i < value.length; i++) units[i] = value.charCodeAt(i);
    this.#end += (value.length * 2 + 7) & ~7;
  }

  #writeBytes(value: Uint8Array): void {
    const length = byteLength(value);
    this.#begin(Type.BYTES, length, length);
    this.#bytes.set(value, this.#end);
    this.#end += (length + 7) & ~7;
  }

  /** Writes what comes before `bytes` of a value, and makes sure that there is room for them. What is behind their end is zero. */
  #begin(type: Type, length: number, bytes: number): void {
    const end = this.#end + 8 + ((bytes + 7) & ~7);
    if (end > this.#bytes.length) this.#enlarge(2 * end);
    this.#words[this.#end >>> 2] = type;
    this.#words[(this.#end >>> 2) + 1] = length;
    this.#words.fill(0, (this.#end >>> 2) + 2, end >>> 2);
    this.#end += 8;
  }

  #enlarge(bytes: number): void {
    const words = new Int32Array(2 * Math.ceil(bytes / 8));
    words.set(this.#words.subarray(0, this.#end >>> 2));
    this.#words = words;
    this.#bytes = new Uint8Array(words.buffer);
    this.#doubles = new Float64Array(words.buffer);
  }
}

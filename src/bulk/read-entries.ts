/** A batch read entry by entry, from pairs: each is checked by its kind and shown to the validators before it is taken. */
import { isObject, unexpected } from '../arguments.js';
import { WasmapRangeError } from '../errors.js';
import { type NumericInfo, isOrdered, keyProblem, ownBytes, valueProblem } from '../map/kinds.js';
import { violation } from '../map/validate.js';
import { type NumericArray, byteLength, isBytes } from '../typed-arrays.js';
import type { Batch } from './columns.js';
import { EncodedKeys } from './encoded-keys.js';
import { InvalidText, notText } from './packed.js';
import type { PutAllSettings } from './put-options.js';
import type { BatchTarget, Watch } from './target.js';

/** What reading a batch needs to know. */
export interface BatchReading extends Pick<PutAllSettings, 'report' | 'most' | 'validators'> {
  readonly watch: Watch;
}

/** @throws WasmapRangeError for a batch of more entries than it may have. */
export function assertNotMore(table: BatchTarget, count: number, most: number): void {
  if (count > most) throw new WasmapRangeError(`${table.label}: putAll: expected at most ${most} entries, got more`);
}

/** Collects a column whose length is not known beforehand. */
class GrowingColumn {
  #array: NumericArray;
  #length = 0;

  constructor(readonly kind: NumericInfo) {
    this.#array = new kind.array(64);
  }

  push(value: unknown): void {
    if (this.#length === this.#array.length) {
      const larger = new this.kind.array(this.#length * 2);
      (larger as Uint32Array).set(this.#array as Uint32Array);
      this.#array = larger;
    }
    this.#array[this.#length++] = value as never;
  }

  finish(): NumericArray {
    return this.#array.subarray(0, this.#length);
  }
}

/** The same for what no typed array holds. */
class GrowingList {
  readonly #list: unknown[] = [];

  push(value: unknown): void {
    this.#list.push(value);
  }

  finish(): readonly unknown[] {
    return this.#list;
  }
}

/** Reads pairs. `size` is how many there are, if that is known. @throws PutAllError for one that does not fit, if the batch is atomic. */
export function readEntries(table: BatchTarget, source: Iterable<unknown>, reading: BatchReading, size?: number): Batch {
  const reader = new EntryReader(table, reading, size);
  for (const entry of source) reader.read(entry);
  return reader.finish();
}

/** Makes a batch of pairs that come one by one. */
export class EntryReader {
  /** Pairs read. */
  count = 0;
  readonly #table: BatchTarget;
  readonly #reading: BatchReading;
  readonly #size: number | undefined;
  readonly #keys: ReturnType<typeof growingKeys>;
  readonly #values: GrowingColumn | GrowingList;
  readonly #positions: number[] = [];
  #stagedBytes = 0;

  constructor(table: BatchTarget, reading: BatchReading, size?: number) {
    const { stored, held } = table.value;
    this.#table = table;
    this.#reading = reading;
    this.#size = size;
    this.#keys = growingKeys(table);
    this.#values = held || stored === undefined ? new GrowingList() : new GrowingColumn(stored);
  }

  /** @throws PutAllError where the entry does not fit, if the batch is atomic, and WasmapRangeError where it is one too many. */
  read(entry: unknown): void {
    const table = this.#table;
    const { report, most } = this.#reading;
    const index = this.count;
    assertNotMore(table, index + 1, most);
    const isPair = isObject(entry);
    // Each is read once: a getter may answer differently the second time.
    let key: unknown = isPair ? (entry as unknown[])[0] : undefined;
    let value: unknown = isPair ? (entry as unknown[])[1] : undefined;
    const fits = isPair && table.key.fits(key) && table.value.fits(value);
    // Before validators see them: else these, or others meanwhile, could change what was approved.
    if (fits && this.#reading.validators.length > 0) [key, value] = [ownBytes(table.key, key), ownBytes(table.value, value)];
    const problem = fits
      ? refusal(table, this.#reading, this.#keys, key, value, index)
      : misfit(table, entry, key, value, index);
    if (problem === undefined) {
      this.#stage(bytesOf(key) + bytesOf(value));
      this.#values.push(value);
      if (!report.atomic) this.#positions.push(index);
    } else {
      const shown = key instanceof InvalidText ? key.bytes : key;
      if (report.atomic) throw report.rejection(index, shown, problem(), this.#size ?? index + 1);
      report.fail(index, shown, problem);
    }
    this.count++;
  }

  /** @throws WasmapRangeError where the batch takes more than it may. */
  #stage(bytes: number): void {
    const { label, rules: { maxStagedBytes } } = this.#table;
    this.#stagedBytes += bytes;
    if (this.#stagedBytes <= maxStagedBytes) return;
    throw new WasmapRangeError(`${label}: putAll: expected a batch of at most ${maxStagedBytes} bytes (maxStagedBytes), got more; nothing was written`);
  }

  finish(): Batch {
    const keys = this.#keys.finish();
    const positions = this.#reading.report.failedCount === 0 ? undefined : this.#positions;
    return { length: keys.length, keys, values: this.#values.finish(), positions };
  }
}

/** What a key or value takes until it is written, roughly. */
function bytesOf(value: unknown): number {
  if (typeof value === 'string') return 2 * value.length;
  return isBytes(value) ? byteLength(value) : 8;
}

function growingKeys(table: BatchTarget): EncodedKeys | GrowingList | GrowingColumn {
  if (table.codec !== undefined) return new EncodedKeys(table.codec, `${table.label}: keys`);
  return isOrdered(table.key) ? new GrowingList() : new GrowingColumn(table.key);
}

/** Makes the error of an entry, which is shown only where it will be reported. */
type Problem = () => Error;

/** Adds the key of an entry that fits; what says why not where a validator refuses the entry, or a codec cannot encode the key. */
function refusal(
  table: BatchTarget, { validators, watch }: BatchReading, keys: ReturnType<typeof growingKeys>, key: unknown, value: unknown, index: number,
): Problem | undefined {
  // What the source wrote is not to be laid to those who come after it.
  if (validators.length > 0 || keys instanceof EncodedKeys) watch.check('source');
  for (const validate of validators) {
    const error = violation(validate, key, value, (part) => `${table.label}: ${part}s[${index}]`);
    watch.check('validator');
    if (error !== undefined) return () => error;
  }
  if (!(keys instanceof EncodedKeys)) {
    keys.push(key);
    return undefined;
  }
  try {
    keys.push(key, index);
  } catch (error) {
    return () => error as Error;
  } finally {
    watch.check('codec');
  }
  return undefined;
}

function misfit(table: BatchTarget, entry: unknown, key: unknown, value: unknown, index: number): Problem {
  return () => (isObject(entry) ? pairProblem(table, key, value, index) : notAPair(table, entry, index));
}

function pairProblem(table: BatchTarget, key: unknown, value: unknown, index: number): Error {
  if (key instanceof InvalidText) return notText(`${table.label}: keys[${index}]`);
  if (value instanceof InvalidText) return notText(`${table.label}: values[${index}]`);
  return keyProblem(table.key, key, `${table.label}: keys[${index}]`)
    ?? valueProblem(table.value, value, `${table.label}: values[${index}]`)!;
}

function notAPair(table: BatchTarget, entry: unknown, index: number): Error {
  return unexpected(`${table.label}: entry ${index}`, 'a pair [key, value]', entry);
}

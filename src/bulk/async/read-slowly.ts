/** Reading a batch's source slice by slice: pairs that come at once or one after another, streams, columns. */
import { isObject, unexpected } from '../../arguments.js';
import type { Table } from '../../map/table.js';
import { type ColumnSource, notASource, openColumns, pairsOf, readColumns } from '../batch.js';
import type { Batch } from '../columns.js';
import { EntryReader, type BatchReading } from '../read-entries.js';
import type { WriteWatch } from '../write-watch.js';
import type { AbortSignalLike, ReadableStreamLike } from './platform.js';
import type { Slices } from './slices.js';

/** Arrays up to here take no longer than a slice. */
const READ_AT_ONCE = 8192;

/** What reading slice by slice needs to know besides. */
export interface SlowReading extends BatchReading {
  readonly watch: WriteWatch;
  readonly slices: Slices;
  readonly signal: AbortSignalLike | undefined;
  /** Called after each slice, with the entries that have been read. */
  readonly onSlice: (done: number) => void;
}

/** A source of pairs as it comes: what streams have where they are not iterable. */
type Incoming = Iterable<unknown> | AsyncIterable<unknown>;

/** Reads `source`. @throws As `readBatch`; the signal's reason where that is aborted. The source is closed then. */
export async function readSlowly(table: Table, source: unknown, reading: SlowReading): Promise<Batch> {
  if (!isObject(source)) throw notASource(table, source, true);
  let incoming = incomingOf(table, source);
  if (incoming === undefined) {
    if (!('keys' in source && 'values' in source)) throw notASource(table, source, true);
    const columns = openColumns(table, source as unknown as ColumnSource, reading);
    // Typed arrays are used where they lie, which takes no time; what arrays have is looked at one by one.
    const isLong = columns.length > READ_AT_ONCE && [columns.keys, columns.values].some((column) => Array.isArray(column));
    if (!isLong) return readColumns(table, columns, reading);
    incoming = pairsOf(table, columns);
  }
  const reader = new EntryReader(table, reading);
  const read = (entry: unknown): Promise<void> | undefined => {
    reading.watch.renew();
    reader.read(entry);
    return reading.slices.isOver(1) ? endSlice(reader, reading) : undefined;
  };
  if (Symbol.asyncIterator in incoming) await readAsync(incoming, reading.signal, read);
  else {
    for (const entry of watched(incoming, reading)) {
      const pause = read(entry);
      if (pause !== undefined) await pause;
    }
  }
  return reader.finish();
}

function incomingOf(table: Table, source: object): Incoming | undefined {
  if (Symbol.asyncIterator in source) return source as AsyncIterable<unknown>;
  if (Symbol.iterator in source) {
    if (typeof source[Symbol.iterator] !== 'function') throw unexpected(table.label, 'an iterable', source);
    return source as Iterable<unknown>;
  }
  return 'getReader' in source ? chunksOf(source as ReadableStreamLike<unknown>) : undefined;
}

async function* chunksOf(stream: ReadableStreamLike<unknown>): AsyncIterable<unknown> {
  const reader = stream.getReader();
  let isDone = false;
  try {
    while (true) {
      const { done, value } = await reader.read();
      isDone = done;
      if (done) return;
      yield value;
    }
  } finally {
    if (!isDone) await reader.cancel();
    reader.releaseLock();
  }
}

/** What `source` gives; its code runs at once, so that what it writes to the map can be told from what others write. */
function* watched(source: Iterable<unknown>, { watch }: SlowReading): Iterable<unknown> {
  watch.renew();
  for (const entry of source) {
    watch.check('source');
    yield entry;
    watch.renew();
  }
  watch.check('source');
}

async function endSlice(reader: EntryReader, { slices, onSlice }: SlowReading): Promise<void> {
  onSlice(reader.count);
  await slices.pause();
}

/** Calls `read` for what comes. An abort does not wait for the next to come. */
async function readAsync(source: AsyncIterable<unknown>, signal: AbortSignalLike | undefined, read: (entry: unknown) => Promise<void> | undefined): Promise<void> {
  const iterator = source[Symbol.asyncIterator]();
  const abort = new Abort(signal);
  try {
    while (true) {
      const { done, value } = await abort.orElse(iterator.next()) as { done?: boolean; value: unknown };
      if (done) return;
      await read(value);
    }
  } catch (error) {
    // Not awaited: closing may wait for what never comes.
    void close(iterator);
    throw error;
  } finally {
    abort.stop();
  }
}

async function close(iterator: AsyncIterator<unknown>): Promise<void> {
  try {
    await iterator.return?.();
  } catch {
    // There is an error already, which made us close it.
  }
}

/** Lets promises be rejected by a signal's abort. One handler serves them all, one after another: races would pile up reactions. */
class Abort {
  readonly #signal: AbortSignalLike | undefined;
  #reject: (reason: unknown) => void = () => undefined;
  readonly #onAbort = (): void => { this.#reject(this.#signal!.reason); };

  constructor(signal: AbortSignalLike | undefined) {
    this.#signal = signal;
    signal?.addEventListener('abort', this.#onAbort);
  }

  /** What `promise` comes to, or the abort's reason, whichever is first. */
  orElse<T>(promise: Promise<T>): Promise<T> {
    if (this.#signal === undefined) return promise;
    this.#signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      this.#reject = reject;
      Promise.resolve(promise).then(resolve, reject);
    });
  }

  stop(): void {
    this.#signal?.removeEventListener('abort', this.#onAbort);
  }
}

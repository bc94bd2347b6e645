/** Files as web streams. */
import { UnsupportedError, WasmapTypeError, reason } from '../errors.js';
import { isOrdered } from '../map/kinds.js';
import type { Table } from '../map/table.js';
import { isBytes } from '../typed-arrays.js';
import { unexpected } from '../arguments.js';
import { HEADER_BYTES, readHeader } from './format.js';
import { fileOf, joined, readOptions } from './serialize.js';

/** The platform's web stream of bytes, by the types that the program has. */
export type ByteStream = typeof globalThis extends { ReadableStream: { prototype: infer Stream } } ? Stream : object;

/** What a stream is read from. */
export interface ByteSource {
  /** Its reader, which is released when all has been read. */
  getReader(): { read(): Promise<{ readonly done: boolean; readonly value?: unknown }>; cancel(reason?: unknown): Promise<void>; releaseLock(): void };
}

interface Controller {
  enqueue(chunk: Uint8Array): void;
  close(): void;
  error(reason: unknown): void;
}

type StreamConstructor = new (source: { pull(controller: Controller): void; cancel(): void }, strategy: { highWaterMark: number }) => ByteStream;

const streams = globalThis as unknown as { readonly ReadableStream?: StreamConstructor };

/** The file of `table` as it is now, part by part; what is written meanwhile does not show. */
export function serializeStream(table: Table, options: unknown): ByteStream {
  const checked = readOptions(table, options);
  table.assertOpen();
  assertStreams(table.label);
  // Tables are written one by one, from a snapshot; of other maps all is read now.
  const snapshot = isOrdered(table.key) || table.source !== undefined ? undefined : table.snapshot();
  const parts = fileOf(snapshot ?? table, checked);
  const pending: Iterator<Uint8Array, unknown> = snapshot === undefined && table.source === undefined ? [...parts].values() : parts;
  return streamOf(pending, () => {
    parts.return(undefined);
    snapshot?.dispose();
  });
}

/** @throws UnsupportedError where the runtime has no streams. */
export function assertStreams(label: string): void {
  if (streams.ReadableStream === undefined) throw new UnsupportedError(`${label}: serializeStream: this runtime has no ReadableStream`);
}

/** A stream of `parts`; `close` is called when they end, also by being cancelled, or fail. */
export function streamOf(parts: Iterator<Uint8Array, unknown>, close: () => void): ByteStream {
  return new streams.ReadableStream!({
    pull(controller) {
      try {
        const { done, value } = parts.next();
        if (done !== true) controller.enqueue(value);
        else {
          close();
          controller.close();
        }
      } catch (error) {
        close();
        controller.error(error);
      }
    },
    cancel: close,
  }, { highWaterMark: 1 });
}

/**
 * All bytes of a stream that a file comes by; not read any further if it does not begin as one. @throws WasmapTypeError for what is no stream of
 * bytes, SnapshotError, what the stream fails with.
 */
export async function readFile(source: unknown, where: string): Promise<Uint8Array> {
  const reader = readerOf(source, where);
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read() as { done: boolean; value?: unknown };
      if (done) break;
      if (!isBytes(value)) throw unexpected(`${where}: a chunk of the stream`, 'a Uint8Array', value);
      const before = length;
      chunks.push(value.slice()); // for who reads into one buffer again and again
      length += value.length;
      if (before < HEADER_BYTES && length >= HEADER_BYTES) readHeader(joined(chunks, length), where);
    }
  } catch (error) {
    void reader.cancel(error).catch(() => undefined);
    throw error;
  } finally {
    reader.releaseLock();
  }
  return joined(chunks, length);
}

function readerOf(source: unknown, where: string): ReturnType<ByteSource['getReader']> {
  if (typeof (source as Partial<ByteSource> | null)?.getReader !== 'function') throw unexpected(where, 'a ReadableStream', source);
  try {
    return (source as ByteSource).getReader();
  } catch (cause) {
    throw new WasmapTypeError(`${where}: the stream cannot be read: ${reason(cause)}`, { cause });
  }
}

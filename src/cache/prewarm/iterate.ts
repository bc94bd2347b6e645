/** Whatever can be read one by one: iterables, asynchronous ones such as cursors and Node's streams, and web streams. */
import { isObject, unexpected } from '../../arguments.js';

/** As far as web streams are used: not all browsers iterate over them. */
export interface StreamLike<T> {
  /** Its reader. */
  getReader(): { read(): Promise<{ readonly done: boolean; readonly value?: T | undefined }>; cancel(reason?: unknown): Promise<void> };
}

/** What can be read one by one. */
export type AnySource<T> = Iterable<T> | AsyncIterable<T> | StreamLike<T>;

export interface AnyIterator<T> {
  next(): IteratorResult<T, unknown> | Promise<IteratorResult<T, unknown>>;
  /** Says that no more is wanted, also while `next` waits. */
  return?(): unknown;
}

/** @throws WasmapTypeError for what cannot be read one by one, and for text, of which nobody wants the characters. */
export function iteratorOf<T>(where: string, source: AnySource<T>): AnyIterator<T> {
  if (isObject(source)) {
    // Before all others: a stream that is iterated over cannot be cancelled while it waits.
    if ('getReader' in source) return readerOf(source);
    if (Symbol.asyncIterator in source) return 'destroy' in source && 'pipe' in source ? streamOf(source as NodeStream<T>) : source[Symbol.asyncIterator]();
    if (Symbol.iterator in source) return source[Symbol.iterator]();
  }
  throw unexpected(`${where}: source`, 'an iterable, an async iterable, or a stream', source);
}

/** As far as Node's streams are used. */
interface NodeStream<T> extends AsyncIterable<T> {
  destroy(): unknown;
}

function streamOf<T>(stream: NodeStream<T>): AnyIterator<T> {
  const parts = stream[Symbol.asyncIterator]();
  return {
    next: () => parts.next() as Promise<IteratorResult<T, unknown>>,
    return: () => stream.destroy(),
  };
}

function readerOf<T>(stream: StreamLike<T>): AnyIterator<T> {
  const reader = stream.getReader();
  return {
    next: () => reader.read() as Promise<IteratorResult<T, unknown>>,
    return: () => reader.cancel(),
  };
}

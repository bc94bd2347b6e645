/** Text out of streams: of bytes in UTF-8 or of text, as the web has them and as Node has them, or whatever iterable gives such parts. */
import { unexpected } from '../../arguments.js';
import { UnsupportedError } from '../../errors.js';
import { isBytes } from '../../typed-arrays.js';
import type { AnyIterator, AnySource } from './iterate.js';

/** Parts of a text: strings, or bytes in UTF-8, cut anywhere. */
export type TextSource = AnySource<string | Uint8Array>;

const BYTE_ORDER_MARK = '\ufeff';

/** The text of `parts`, one by one. @throws What `garbled` makes where bytes are not UTF-8; WasmapTypeError for parts that are neither text nor bytes. */
export async function* textOf(where: string, parts: AnyIterator<string | Uint8Array>, garbled: (cause: unknown) => Error): AsyncGenerator<string, void, undefined> {
  const { TextDecoder } = globalThis as { TextDecoder?: typeof globalThis.TextDecoder };
  if (TextDecoder === undefined) throw new UnsupportedError(`${where}: this runtime has no TextDecoder`);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (bytes?: Uint8Array): string => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined });
    } catch (cause) {
      throw garbled(cause);
    }
  };
  let isFirst = true;
  try {
    for (;;) {
      const { done, value } = await parts.next();
      if (done === true) break;
      if (typeof value !== 'string' && !isBytes(value)) throw unexpected(`${where}: stream`, 'text or a Uint8Array in each part', value);
      const text = typeof value === 'string' ? value : decode(value);
      yield isFirst && text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
      isFirst &&= text === '';
    }
    yield decode();
  } finally {
    await parts.return?.();
  }
}

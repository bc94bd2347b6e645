/** Pages of a body that is no table: a header of eight words, the last of them the checksum, and two columns, whose lengths are the second and the third. */
import { PAGE_CHECKSUM, PAGE_HEADER_BYTES, sumOf } from './format.js';
import type { Broken } from './items.js';

/** A page that was read. */
export interface Page {
  /** Its header. */
  readonly words: Uint32Array;
  readonly first: Uint8Array;
  readonly second: Uint8Array;
  /** All that it takes. */
  readonly bytes: number;
}

/** A page whose first word is `count`, and the fourth `kind`; the second column is the rest of `parts`, one behind the other. Each has a multiple of 8 bytes. */
export function writePage(count: number, kind: number, parts: readonly Uint8Array[]): Uint8Array {
  const bytes = parts.reduce((sum, { length }) => sum + length, 0);
  const page = new Uint8Array(PAGE_HEADER_BYTES + bytes);
  const words = new Uint32Array(page.buffer, 0, PAGE_HEADER_BYTES / 4);
  const first = parts[0]!.length;
  words.set([count, first, bytes - first, kind]);
  let at = PAGE_HEADER_BYTES;
  for (const part of parts) {
    page.set(part, at);
    at += part.length;
  }
  words[PAGE_CHECKSUM / 4] = sumOf(page.subarray(PAGE_HEADER_BYTES), sumOf(page.subarray(0, PAGE_CHECKSUM)));
  return page;
}

/** The page at the beginning of `rest`, in memory of its own. */
export function readPage(rest: Uint8Array, broken: Broken): Page {
  if (rest.length < PAGE_HEADER_BYTES) broken('is missing');
  const head = rest.slice(0, PAGE_HEADER_BYTES);
  const words = new Uint32Array(head.buffer);
  const [, firstBytes, secondBytes] = words as unknown as [number, number, number];
  const bytes = PAGE_HEADER_BYTES + firstBytes + secondBytes;
  if (firstBytes % 8 !== 0) broken('says of itself what it cannot');
  if (bytes > rest.length) broken('is not all there');
  const data = rest.slice(PAGE_HEADER_BYTES, bytes);
  if (sumOf(data, sumOf(head.subarray(0, PAGE_CHECKSUM))) !== words[PAGE_CHECKSUM / 4]) broken('is damaged: its checksum is another');
  return { words, first: data.subarray(0, firstBytes), second: data.subarray(firstBytes), bytes };
}

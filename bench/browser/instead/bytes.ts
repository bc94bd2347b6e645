/** Text as bytes and back, with what browsers have. Takes the place of `input/bytes.ts`. */
import type * as Node from '../../input/bytes.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export const createBytes: typeof Node.createBytes = (length) => new Uint8Array(length);

export const writeText: typeof Node.writeText = (target, text, at) => at + encoder.encodeInto(text, target.subarray(at)).written;

export const bytesOf: typeof Node.bytesOf = (text) => encoder.encode(text).length;

/** The longest text that is put together from its characters. */
const MOST_CHARACTERS = 256;

/**
 * Strings in the engine's own heap, as Node's are, and those that a page has from JSON. A decoder's are outside of it in Chromium: another
 * miss of the cache for whoever reads them, and none for Map, which knows their hash.
 */
export const cutterOf: typeof Node.cutterOf = (bytes) => {
  const isAscii = bytes.every((byte) => byte < 128);
  return (from, to) => {
    const part = bytes.subarray(from, to);
    return isAscii && part.length <= MOST_CHARACTERS ? String.fromCharCode(...part) : decoder.decode(part);
  };
};

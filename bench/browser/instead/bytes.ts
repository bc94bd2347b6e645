/** Text as bytes and back, as a page does it: with the encoder and decoder that browsers have. Takes the place of `input/bytes.ts`. */
import type * as Node from '../../input/bytes.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export const createBytes: typeof Node.createBytes = (length) => new Uint8Array(length);

export const writeText: typeof Node.writeText = (target, text, at) => at + encoder.encodeInto(text, target.subarray(at)).written;

export const bytesOf: typeof Node.bytesOf = (text) => encoder.encode(text).length;

export const cutterOf: typeof Node.cutterOf = (bytes) => (from, to) => decoder.decode(bytes.subarray(from, to));

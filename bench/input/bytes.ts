/** Text as bytes and back, the fastest way that Node has; the browser page takes `browser/instead/bytes.ts` in its place. */
import { isAscii } from 'node:buffer';

/** Node's own methods, without the look-up of an encoding's name that `toString` does. */
interface Slicer extends Buffer {
  latin1Slice(from: number, to: number): string;
  utf8Slice(from: number, to: number): string;
}

/** A new string of the bytes between two offsets. */
export type Cutter = (from: number, to: number) => string;

/** Bytes that nothing else shares, whatever was in them before. */
export function createBytes(length: number): Uint8Array {
  return Buffer.allocUnsafeSlow(length);
}

/** Writes a text to bytes of `createBytes` from `at` on; returns where it ends. */
export function writeText(target: Uint8Array, text: string, at: number): number {
  return at + (target as Buffer).write(text, at);
}

export function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}

export function cutterOf(bytes: Uint8Array): Cutter {
  const slicer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length) as Slicer;
  return isAscii(bytes) ? (from, to) => slicer.latin1Slice(from, to) : (from, to) => slicer.utf8Slice(from, to);
}

/** Files with something wrong in them: real ones, changed here and there, with or without their checksums repaired. */
import { checksumOf } from '../../src/engine/js/serial/checksum.js';

/** A small generator of numbers, so that millions of cases cost little and a seed brings one back. */
export function generator(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) % below;
  };
}

const INTERESTING = [0, 1, 2, 7, 8, 16, 64, 255, 256, 4096, 0x7fff, 0xffff, 0x10000, 0x1fffffff, 0x40000000, 0x7fffffff, 0x80000000, 0xffffffff] as const;

/** `file` with one to four changes. Of these many hit headers, where most can go wrong. */
export function mutated(file: Uint8Array, random: (below: number) => number): Uint8Array {
  let bytes = file.slice();
  for (let changes = 1 + random(4); changes > 0 && bytes.length > 0; changes--) {
    const at = random(3) === 0 ? random(Math.min(bytes.length, 128)) : random(bytes.length);
    switch (random(8)) {
      case 0: bytes[at]! ^= 1 << random(8); break;
      case 1: bytes[at] = random(256); break;
      case 2: case 3: setWord(bytes, at, INTERESTING[random(INTERESTING.length)]!); break;
      case 4: setWord(bytes, at, (wordAt(bytes, at) + random(9) - 4) >>> 0); break;
      case 5: bytes = bytes.slice(0, random(bytes.length)); break;
      case 6: bytes.copyWithin(at, random(bytes.length), random(bytes.length)); break;
      default: bytes = joined(bytes.subarray(0, at), bytes.subarray(random(bytes.length)));
    }
  }
  return bytes;
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(one.length + other.length);
  bytes.set(one);
  bytes.set(other, one.length);
  return bytes;
}

function wordAt(bytes: Uint8Array, at: number): number {
  const word = at & ~3;
  return word + 4 <= bytes.length ? new DataView(bytes.buffer).getUint32(word, true) : 0;
}

function setWord(bytes: Uint8Array, at: number, value: number): void {
  const word = at & ~3;
  if (word + 4 <= bytes.length) new DataView(bytes.buffer).setUint32(word, value, true);
}

/** Makes all checksums right that can be found: those of the header, and of each page as far as the pages' own lengths lead. */
export function repaired(file: Uint8Array): Uint8Array {
  const bytes = file.slice(0, file.length & ~3);
  if (bytes.length < 64) return file;
  const words = new Int32Array(bytes.buffer);
  words[15] = checksumOf(words, 0, 15, 0);
  const isTables = bytes[14] === 0;
  for (let at = 16; at + 8 <= words.length;) {
    const length = isTables ? words[at + 6]! : words[at + 1]! + words[at + 2]!;
    const count = Math.min(Math.max(0, length >>> 2), words.length - at - 8);
    words[at + 7] = checksumOf(words, at + 8, count, checksumOf(words, at, 7, 0));
    at += 8 + count;
  }
  return new Uint8Array(bytes.buffer);
}

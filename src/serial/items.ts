/** Columns of items in a file: texts, bytes and what codecs write, a word for each and then their bytes. */
import { LONGEST, WIDE } from '../engine/keys.js';
import { WasmapRangeError } from '../errors.js';
import { readKey } from '../engine/read-key.js';
import { StoredKeys } from '../bulk/stored-keys.js';

/** What an item is to be found broken by. */
export type Broken = (what: string) => never;

const FIRST_ROOM = 65_536;

/** A column that grows. */
export class ItemWriter {
  readonly #words: number[] = [];
  #data = new Uint8Array(FIRST_ROOM);
  #end = 0;

  get length(): number {
    return this.#words.length;
  }

  /** So far, without the words. */
  get bytes(): number {
    return this.#end;
  }

  /** Room for an item of `bytes`, which is to be written there at once; `flags` are those of its word. */
  add(bytes: number, flags = 0): Uint8Array {
    if (bytes > LONGEST) throw new WasmapRangeError(`serialize: expected keys and values of at most ${LONGEST} bytes, got one of ${bytes}`);
    const at = this.#end;
    this.#end = at + padded(bytes);
    if (this.#end > this.#data.length) {
      const larger = new Uint8Array(2 * this.#end);
      larger.set(this.#data.subarray(0, at));
      this.#data = larger;
    }
    this.#words.push(bytes | flags);
    return this.#data.subarray(at, at + bytes);
  }

  addBytes(bytes: Uint8Array): void {
    this.add(bytes.length).set(bytes);
  }

  addText(text: string): void {
    const isWide = hasWide(text);
    writeText(this.add(isWide ? 2 * text.length : text.length, isWide ? WIDE : 0), text, isWide);
  }

  finish(): Uint8Array {
    const words = padded(4 * this.length);
    const column = new Uint8Array(words + this.#end);
    new Uint32Array(column.buffer).set(this.#words);
    column.set(this.#data.subarray(0, this.#end), words);
    return column;
  }
}

/** The items of a column of a file. */
export class ItemReader {
  readonly #bytes: Uint8Array;
  readonly #words: Uint32Array;
  readonly #broken: Broken;
  #index = 0;
  #at: number;

  /** @param bytes - The column, at a multiple of 4 of a buffer that nobody writes to. */
  constructor(bytes: Uint8Array, count: number, broken: Broken) {
    this.#bytes = bytes;
    this.#broken = broken;
    this.#at = padded(4 * count);
    if (this.#at > bytes.length) broken('has fewer words than items');
    this.#words = new Uint32Array(bytes.buffer, bytes.byteOffset, count);
  }

  /** A copy of the next item's bytes. */
  bytes(): Uint8Array {
    const [from, to] = this.#next(LONGEST);
    return this.#bytes.slice(from, to);
  }

  text(): string {
    const word = this.#words[this.#index]!;
    const [from, to] = this.#next(LONGEST | WIDE);
    if ((word & WIDE) !== 0) this.#checkWide(from, to);
    // Two bytes a character are read from the beginning of a buffer.
    return ((word & WIDE) === 0 ? readKey(this.#bytes, from, word, false) : readKey(this.#bytes.slice(from, to), 0, word, false)) as string;
  }

  /** All items as keys that need not be made into anything; what `text` checks of each is checked where `isText`. */
  stored(count: number, isText: boolean): StoredKeys {
    const offsets = new Uint32Array(count + 1);
    const first = this.#at;
    for (let i = 0; i < count; i++) {
      const word = this.#words[i]!;
      const [from, to] = this.#next(isText ? LONGEST | WIDE : LONGEST);
      offsets[i] = from - first;
      if ((word & WIDE) !== 0) this.#checkWide(from, to);
    }
    offsets[count] = this.#at - first;
    return new StoredKeys(this.#bytes.subarray(first), this.#words, offsets, isText);
  }

  /** Each text has one way to be stored, or it would not be found: a wide one has a character that takes two bytes. */
  #checkWide(from: number, to: number): void {
    if ((to - from) % 2 !== 0) this.#broken('has a text of half a character');
    for (let at = from + 1; at < to; at += 2) if (this.#bytes[at] !== 0) return;
    this.#broken('has a wide text that need not be wide');
  }

  /** Makes sure that nothing is left. */
  end(): void {
    if (this.#at !== this.#bytes.length) this.#broken('has more bytes than its items');
  }

  /** Where the next item is; its word may have the bits of `mask` only. */
  #next(mask: number): [from: number, to: number] {
    const word = this.#words[this.#index++]!;
    const from = this.#at;
    const to = from + (word & LONGEST);
    if ((word & ~mask) !== 0 || to > this.#bytes.length) this.#broken('has an item of an impossible length');
    this.#at = padded(to);
    return [from, to];
  }
}

/** Up to the next multiple of 8. */
export function padded(bytes: number): number {
  return Math.ceil(bytes / 8) * 8;
}

/** Whether a character of `text` takes two bytes. */
export function hasWide(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 255) return true;
  return false;
}

/** Writes `text` to `target`, two bytes a character if `isWide`. */
export function writeText(target: Uint8Array, text: string, isWide: boolean): void {
  for (let i = 0; i < text.length; i++) {
    const character = text.charCodeAt(i);
    if (!isWide) target[i] = character;
    else {
      target[2 * i] = character;
      target[2 * i + 1] = character >>> 8;
    }
  }
}

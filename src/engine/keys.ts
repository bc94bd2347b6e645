/**
 * Keys of text and bytes on their way into linear memory: Latin-1 where every character fits, else UTF-16, so that each string stays
 * what it is.
 */
import { CapacityError } from '../errors.js';
import { byteLength, unreadable } from '../typed-arrays.js';
import type { Engine } from './engine.js';
import * as Header from './header.js';
import { KEYS, OUTCOMES } from './memory-map.js';

/** Set in the length word of a string that has characters above 255. */
export const WIDE = 0x40000000;
/** What a length word can count. More bytes are as good as more than there is memory for. */
export const LONGEST = 0x1fffffff;
/** Bytes of scratch for one key; a longer one is put into a borrowed run. */
const ROOM = OUTCOMES - KEYS;

type Borrowing = Pick<Engine, 'u8' | 'borrow' | 'giveBack' | 'stageText'>;
/** A call of an engine for a staged key. */
type StagedCall<Host> = (engine: Host, map: number, key: number, lengthWord: number) => number;

/**
 * From here on a call of the encoder costs less than a loop over characters, where all are ASCII. Nanoseconds a string of 16, 40 and 64
 * characters, on a slow day of a shared 2.5 GHz core:
 *
 * | runtime    | builtin of the module | a character a store | four a store    | encodeInto      |
 * |------------|-----------------------|---------------------|-----------------|-----------------|
 * | Node 20    |                       | 92, 217, 339        | 108, 255, 395   | 347, 395, 415   |
 * | Node 22    | 87, 167, 239          | 114, 264, 419       | 128, 312, 471   | 340, 380, 371   |
 * | Node 24    | 44, 78, 113           | 60, 134, 205        | 53, 113, 185    | 137, 127, 126   |
 * | Node 26    | 56, 120, 159          | 103, 208, 336       | 127, 240, 394   | 148, 263, 250   |
 * | Deno 2.9   | 88, 200, 296          | 54, 128, 182        | 55, 114, 181    | 224, 233, 187   |
 * | Bun 1.4    | 156, 360, 584         | 58, 117, 198        | 38, 51, 77      | 98, 122, 131    |
 *
 * So the module reads strings in Node from 22 on only, up to 64 characters. A loop that has once met a string of two bytes a character
 * stays three to four times as slow in V8, wherever it is compiled, and the encoder does not: it takes over at 40, between where it would
 * for loops that have met one and for those that have not. In browsers, which have no `process`, a call of the encoder costs more before
 * it reads anything; of 128, 192 and 256 characters: Chromium 156 four a store 245 to 414, 582, 389 to 839, encodeInto 825 to 1146, 1347 to
 * 1488, 564 to 1458; Firefox 153 204 to 230, 536 to 568, 704 to 738 against 696 to 706, 568 to 854, 760 to 786.
 */
const ENCODED_FROM = 'process' in globalThis ? 40 : 192;
/** Made at its first use, as the decoders are, for not every context has one; null where there is none. */
let encoder: TextEncoder | null | undefined;

function makeEncoder(): TextEncoder | null {
  return encoder = typeof TextEncoder === 'function' ? new TextEncoder() : null;
}

/** What the bytes of a packed column are: themselves, UTF-8, or UTF-8 with U+FFFD for what is none. */
export const PACKED_BYTES = 0;
export const PACKED_TEXT = 1;
export const PACKED_REPLACING = 2;

let strictDecoder: TextDecoder | undefined;
let replacingDecoder: TextDecoder | undefined;

function decoderOf(fatal: boolean): TextDecoder {
  if (fatal) return strictDecoder ??= new TextDecoder('utf-8', { fatal, ignoreBOM: true });
  return replacingDecoder ??= new TextDecoder('utf-8', { ignoreBOM: true });
}

/** The string that `bytes` of UTF-8 stand for; undefined where they are none and `fatal` is set. */
export function decodeText(bytes: Uint8Array, fatal: boolean): string | undefined {
  const decoder = decoderOf(fatal);
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Writes a string to `at`, a multiple of 4, where there is room for two bytes a character; returns its length word. */
export function writeText({ u8, u32 }: Pick<Engine, 'u8' | 'u32'>, text: string, at: number): number {
  const { length } = text;
  if (length >= ENCODED_FROM && (encoder === undefined ? makeEncoder() : encoder) !== null) {
    // UTF-8 takes one byte a character for ASCII only; for anything else the room ends before the string does.
    const { read } = encoder!.encodeInto(text, u8.subarray(at, at + length));
    if (read === length) return read;
  }
  let seen = 0;
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    const [a, b, c, d] = [text.charCodeAt(i), text.charCodeAt(i + 1), text.charCodeAt(i + 2), text.charCodeAt(i + 3)];
    seen |= a | b | c | d;
    u32[(at + i) >>> 2] = a | (b << 8) | (c << 16) | (d << 24);
  }
  for (; i < length; i++) {
    const character = text.charCodeAt(i);
    seen |= character;
    u8[at + i] = character;
  }
  return seen < 256 ? length : writeWide(u8, text, at);
}

function writeWide(u8: Uint8Array, text: string, at: number): number {
  for (let i = 0; i < text.length; i++) {
    const character = text.charCodeAt(i);
    u8[at + 2 * i] = character;
    u8[at + 2 * i + 1] = character >>> 8;
  }
  return (2 * text.length) | WIDE;
}

/** Calls `call` for a string. */
export function withText<Host extends Borrowing>(engine: Host, map: number, key: string, call: StagedCall<Host>): number {
  if (key.length <= ROOM / 2) return call(engine, map, KEYS, engine.stageText(key, KEYS));
  return inRun(engine, 2 * key.length, (at) => {
    const word = engine.stageText(key, at);
    if ((word & WIDE) !== 0 && 2 * key.length > LONGEST) throw tooLong(2 * key.length);
    return call(engine, map, at, word);
  });
}

/** Calls `call` for a key of bytes. */
export function withBytes<Host extends Borrowing>(engine: Host, map: number, key: Uint8Array, call: StagedCall<Host>): number {
  const length = byteLength(key);
  if (length > LONGEST) throw tooLong(length);
  if (length > ROOM) return inRun(engine, length, (at) => writeAndCall(at));
  return writeAndCall(KEYS);

  function writeAndCall(at: number): number {
    copyBytes(engine.u8, key, at);
    return call(engine, map, at, length);
  }
}

/** @throws WasmapTypeError where `key` cannot be read any more. */
function copyBytes(u8: Uint8Array, key: Uint8Array, at: number): void {
  try {
    u8.set(key, at);
  } catch (cause) {
    throw unreadable('a key or value', { cause });
  }
}

/** Gives `use` a run of `bytes` for as long as it takes. */
function inRun(engine: Borrowing, bytes: number, use: (at: number) => number): number {
  const at = engine.borrow(bytes) >>> 0;
  if (at === 0) throw tooLong(bytes);
  try {
    return use(at);
  } finally {
    engine.giveBack(at, bytes);
  }
}

function tooLong(bytes: number): CapacityError {
  return new CapacityError(`no memory to put ${bytes} bytes into; every map is intact`);
}

/** What `use` returns, its reads of `map` not being the user's. */
export function uncounted(engine: Pick<Engine, 'u32'>, map: number, use: () => number): number {
  const [first, end] = [(map + Header.hits) >>> 2, (map + Header.collisions) >>> 2];
  const reads = engine.u32.slice(first, end);
  const result = use();
  engine.u32.set(reads, first);
  return result;
}

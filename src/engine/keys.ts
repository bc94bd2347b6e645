/**
 * Keys of text and bytes on their way into linear memory: Latin-1 where every character fits, else UTF-16, so that each string stays
 * what it is.
 */
import { CapacityError } from '../errors.js';
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

/** From here on a call of the encoder costs less than a loop over characters, where all are ASCII. */
const ENCODED_FROM = 24;
const encoder = new TextEncoder();

/** What the bytes of a packed column are: themselves, UTF-8, or UTF-8 with U+FFFD for what is none. */
export const PACKED_BYTES = 0;
export const PACKED_TEXT = 1;
export const PACKED_REPLACING = 2;

const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const replacingDecoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The string that `bytes` of UTF-8 stand for; undefined where they are none and `fatal` is set. */
export function decodeText(bytes: Uint8Array, fatal: boolean): string | undefined {
  try {
    return (fatal ? strictDecoder : replacingDecoder).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Writes a string to `at`, where there is room for two bytes a character; returns its length word. */
export function writeText(u8: Uint8Array, text: string, at: number): number {
  if (text.length >= ENCODED_FROM) {
    // UTF-8 takes one byte a character for ASCII only; for anything else the room ends before the string does.
    const { read } = encoder.encodeInto(text, u8.subarray(at, at + text.length));
    if (read === text.length) return read;
  }
  let seen = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text.charCodeAt(i);
    seen |= character;
    u8[at + i] = character;
  }
  return seen < 256 ? text.length : writeWide(u8, text, at);
}

function writeWide(u8: Uint8Array, text: string, at: number): number {
  for (let i = 0; i < text.length; i++) {
    const character = text.charCodeAt(i);
    u8[at + 2 * i] = character;
    u8[at + 2 * i + 1] = character >>> 8;
  }
  return (2 * text.length) | WIDE;
}

const lengthOf = (Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), 'length') as { get: () => number }).get;

/** How many bytes `array` has, whatever a subclass or a property of its own says: as many are copied. 0 where it is detached. */
export function byteLength(array: Uint8Array): number {
  return lengthOf.call(array);
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
    engine.u8.set(key, at);
    return call(engine, map, at, length);
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

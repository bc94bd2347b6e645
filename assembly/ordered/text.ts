/**
 * Strings as keys: Latin-1 where they fit, else UTF-16, so that every JavaScript string, lone surrogates included, stays what it is.
 *
 * The characters are read one by one through a builtin that engines compile to a few instructions; where there is none, hosts stage
 * the bytes themselves and never come here.
 */
import { KEYS } from "../memory/regions";
import { findKey } from "./find";
import { insertKey } from "./insert";
import { removeKey } from "./remove";
import { WIDE } from "./record";

// @ts-ignore: decorator
@external("wasm:js-string", "charCodeAt")
declare function charCodeAt(text: externref, index: u32): u32;

/** As `findKey`, for a string of `length` characters. */
export function findString(map: usize, text: externref, length: u32): usize {
  return findKey(map, KEYS, stageString(text, length, KEYS));
}

/** As `insertKey`, for a string of `length` characters. */
export function insertString(map: usize, text: externref, length: u32): usize {
  return insertKey(map, KEYS, stageString(text, length, KEYS));
}

/** As `removeKey`, for a string of `length` characters. */
export function removeString(map: usize, text: externref, length: u32): i32 {
  return removeKey(map, KEYS, stageString(text, length, KEYS));
}

/**
 * Writes a string to `to`, and up to 7 bytes behind it; returns its length word. Eight characters a turn, and a store of as many
 * bytes as later loads read: what a processor has just stored, it hands on to loads of the same width only.
 */
export function stageString(text: externref, length: u32, to: usize): u32 {
  let seen: u32 = 0;
  let i: u32 = 0;
  for (; i + 8 <= length; i += 8) {
    const a = charCodeAt(text, i);
    const b = charCodeAt(text, i + 1);
    const c = charCodeAt(text, i + 2);
    const d = charCodeAt(text, i + 3);
    const e = charCodeAt(text, i + 4);
    const f = charCodeAt(text, i + 5);
    const g = charCodeAt(text, i + 6);
    const h = charCodeAt(text, i + 7);
    seen |= a | b | c | d | e | f | g | h;
    store<u64>(to + i, four(a, b, c, d) | (four(e, f, g, h) << 32));
  }
  let rest: u64 = 0;
  let shift: u64 = 0;
  for (let at = i; at < length; at++) {
    const character = charCodeAt(text, at);
    seen |= character;
    rest |= <u64>character << shift;
    shift += 8;
  }
  store<u64>(to + i, rest);
  return seen < 256 ? length : stageWide(text, length, to);
}

// @ts-ignore: decorator
@inline
function four(a: u32, b: u32, c: u32, d: u32): u64 {
  return <u64>(a | (b << 8) | (c << 16) | (d << 24));
}

function stageWide(text: externref, length: u32, to: usize): u32 {
  for (let i: u32 = 0; i < length; i++) store<u16>(to + (i << 1), <u16>charCodeAt(text, i));
  return (length << 1) | WIDE;
}

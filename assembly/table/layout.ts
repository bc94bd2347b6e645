/**
 * Layouts at run time.
 *
 * The hot kernels are compiled once for each pair of key and value types, with constants. All else works on any map, with
 * the few numbers that its header has, and with keys widened to 64 bits: six copies of it would be two
 * thirds of the module.
 */
import { LAYOUT, SHAPE } from "./header";
import { SEGMENT_BYTES } from "../memory/regions";
import { KEYS_AT, SLOTS, paddedGroup } from "./group";
import { hash } from "./hash";

/** 4 or 8. */
// @ts-ignore: decorator
@inline
export function keyBytesOf(map: usize): u32 {
  return load<u8>(map, LAYOUT + 1);
}

/** 0, 4 or 8. */
// @ts-ignore: decorator
@inline
export function valueBytesOf(map: usize): u32 {
  return load<u8>(map, LAYOUT);
}

/** From a value to the next; from a key where there are no values. */
// @ts-ignore: decorator
@inline
export function slotBytesOf(map: usize): u32 {
  return valueBytesOf(map) || keyBytesOf(map);
}

/** Bytes of a group: see group.ts. */
// @ts-ignore: decorator
@inline
export function groupBytesOf(map: usize): u32 {
  return load<u8>(map, SHAPE);
}

/** From a group to its first value; to its first key where there are no values. */
// @ts-ignore: decorator
@inline
export function valuesAtOf(map: usize): u32 {
  return load<u8>(map, SHAPE + 1);
}

/** Groups of a whole segment. */
// @ts-ignore: decorator
@inline
export function segmentGroupsOf(map: usize): u32 {
  return load<u16>(map, SHAPE + 2);
}

/** 0, 4 or 8: of what the index of a cache has beside each value, so that a probe that finds nothing does not load it. */
// @ts-ignore: decorator
@inline
export function sideBytesOf(map: usize): u32 {
  return load<u8>(map, LAYOUT + 2);
}

/** From a group to what is beside its first value. */
// @ts-ignore: decorator
@inline
export function sidesAtOf(map: usize): u32 {
  return load<u8>(map, LAYOUT + 3);
}

/** Sets LAYOUT and SHAPE of a map with keys, values, and what is beside those, of so many bytes: what the constants of group.ts come to. */
export function setLayout(map: usize, keyBytes: u32, valueBytes: u32, sideBytes: u32): void {
  const valuesAt = valueBytes ? (<u32>KEYS_AT + SLOTS * keyBytes + valueBytes - 1) & -valueBytes : <u32>KEYS_AT;
  const valuesEnd = valuesAt + SLOTS * (valueBytes || keyBytes);
  const sidesAt = sideBytes ? (valuesEnd + sideBytes - 1) & -sideBytes : 0;
  const groupBytes = paddedGroup(sideBytes ? sidesAt + SLOTS * sideBytes : valuesEnd);
  store<u32>(map, valueBytes | (keyBytes << 8) | (sideBytes << 16) | (sidesAt << 24), LAYOUT);
  store<u32>(map, groupBytes | (valuesAt << 8) | ((SEGMENT_BYTES / groupBytes) << 16), SHAPE);
}

// @ts-ignore: decorator
@inline
export function loadKey(bytes: u32, address: usize): u64 {
  return bytes == 4 ? <u64>load<u32>(address) : load<u64>(address);
}

// @ts-ignore: decorator
@inline
export function storeKey(bytes: u32, address: usize, key: u64): void {
  if (bytes == 4) store<u32>(address, <u32>key);
  else store<u64>(address, key);
}

// @ts-ignore: decorator
@inline
export function loadValue(bytes: u32, address: usize): u64 {
  return bytes == 8 ? load<u64>(address) : bytes == 4 ? <u64>load<u32>(address) : 0;
}

// @ts-ignore: decorator
@inline
export function storeValue(bytes: u32, address: usize, value: u64): void {
  if (bytes == 8) store<u64>(address, value);
  else if (bytes == 4) store<u32>(address, <u32>value);
}

/** The hash of a key of `bytes`. */
export function hashKey(map: usize, bytes: u32, key: u64): u32 {
  return bytes == 4 ? hash<u32>(map, <u32>key) : hash<u64>(map, key);
}

/** Decoding UTF-8 as the WHATWG Encoding Standard does: what is invalid is either refused or each longest part of it becomes U+FFFD. */

/** No UTF-8. No length and no character has this value. */
// @ts-ignore: decorator
@inline export const INVALID: u32 = 0xffffffff;
/** There are characters that do not fit. */
// @ts-ignore: decorator
@inline export const TOO_WIDE: u32 = 0xfffffffe;

/** Bytes that the last call of `decode` has read. */
let read: u32 = 0;

/**
 * Writes the characters of UTF-8 to `to`, one `Unit` each (u8: Latin-1; u16: UTF-16, two for those above U+FFFF). Returns the bytes
 * written, TOO_WIDE where there are characters that do not fit u8, or INVALID. `to` may overlap what has been read already.
 */
export function transcode<Unit>(from: usize, end: usize, to: usize, replacing: bool): u32 {
  const start = to;
  while (from < end) {
    let point = decode(from, end);
    if (point == INVALID) {
      if (!replacing) return INVALID;
      point = 0xfffd;
    }
    from += read;
    if (sizeof<Unit>() == 1 && point > 0xff) return TOO_WIDE;
    if (point > 0xffff) {
      point -= 0x10000;
      store<u16>(to, <u16>(0xd800 | (point >>> 10)));
      to += 2;
      point = 0xdc00 | (point & 0x3ff);
    }
    store<Unit>(to, <Unit>point);
    to += sizeof<Unit>();
  }
  return <u32>(to - start);
}

/** The character at `at`, or INVALID; `read` says how many bytes that took. */
function decode(at: usize, end: usize): u32 {
  const lead: u32 = load<u8>(at);
  read = 1;
  if (lead < 0x80) return lead;
  if (lead < 0xc2 || lead > 0xf4) return INVALID;
  // The second byte tells overlong forms, surrogates and what is beyond U+10FFFF.
  let least: u32 = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
  let most: u32 = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
  const more: u32 = 1 + u32(lead >= 0xe0) + u32(lead >= 0xf0);
  let point = lead & (0x3f >>> more);
  while (read <= more) {
    if (at + read >= end) return INVALID;
    const byte: u32 = load<u8>(at + read);
    if (byte < least || byte > most) return INVALID;
    least = 0x80;
    most = 0xbf;
    point = (point << 6) | (byte & 0x3f);
    read++;
  }
  return point;
}

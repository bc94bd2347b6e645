/**
 * Unpacks the text in which the module is embedded: a module of its own, of some 140 bytes, since the same loop in JavaScript runs before
 * anything of it is compiled, and takes longer than all else that the first map of a process needs.
 */

/** Writes what the characters from 0 to `end` stand for to `to`; returns where that ends. See src/build/embed.mjs for what `table` says. */
export function unpack(end: usize, table: usize, to: usize): usize {
  let page = table;
  for (let from: usize = 0; from < end; from++) {
    const value = <usize>load<u16>(page + (<usize>load<u8>(from) << 1));
    if (value < 256) {
      store<u8>(to++, <u8>value);
      page = table;
    } else {
      page = table + ((value - 256) << 1);
    }
  }
  return to;
}
